// SPDX-License-Identifier: Apache-2.0
// The packed catalogue as read-only data; see embed/pack.cc for its form.
    .section .rodata
    .global plimsoll_catalogue_begin
    .global plimsoll_catalogue_end
    .balign 16
plimsoll_catalogue_begin:
    .incbin PLIMSOLL_CATALOGUE_FILE
plimsoll_catalogue_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
