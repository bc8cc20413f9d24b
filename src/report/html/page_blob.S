// SPDX-License-Identifier: Apache-2.0
// The sources of the HTML report as read-only data, for report/html.cc.
    .section .rodata
    .global plimsoll_page_begin
    .global plimsoll_page_end
    .global plimsoll_style_begin
    .global plimsoll_style_end
    .global plimsoll_script_begin
    .global plimsoll_script_end
    .balign 16
plimsoll_page_begin:
    .incbin PLIMSOLL_PAGE_FILE
plimsoll_page_end:
    .byte 0
plimsoll_style_begin:
    .incbin PLIMSOLL_STYLE_FILE
plimsoll_style_end:
    .byte 0
plimsoll_script_begin:
    .incbin PLIMSOLL_SCRIPT_FILE
plimsoll_script_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
