# SPDX-License-Identifier: Apache-2.0
"""The simulated AWS organisation: one module an area, each beside its truth.

Every module has `build(scene)`. It makes resources by AWS's own calls and notes
for each what is wrong or right with it: `scene.fails` and `scene.passes`.
"""
