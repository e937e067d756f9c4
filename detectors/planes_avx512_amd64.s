#include "go_asm.h"
#include "textflag.h"

// These kernels are those of planes_amd64.s for processors with AVX-512: 64 bytes are one register, what a plane holds of them is
// one instruction, and what stands before or behind them is a shift over two words.

// The bit of a high nibble, 0 for those beyond ASCII.
DATA highBits512<>+0(SB)/8, $0x8040201008040201
DATA highBits512<>+8(SB)/8, $0
GLOBL highBits512<>(SB), RODATA|NOPTR, $16

DATA nibbleMask512<>+0(SB)/4, $0x0F0F0F0F
GLOBL nibbleMask512<>(SB), RODATA|NOPTR, $4

// PLANE stores one plane of 64 bytes: their low nibbles are in Z0, the bits of their high nibbles in Z1.
#define PLANE(table, offset) \
	VPSHUFB  Z0, table, Z2 \
	VPTESTMB Z1, Z2, K1    \
	KMOVQ    K1, (offset+8)(DI)

// func classifyAVX512(p *tile, text *byte, n int, low *[planeSets][16]uint8)
TEXT ·classifyAVX512(SB), NOSPLIT, $0-32
	MOVQ p+0(FP), DI
	MOVQ text+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ low+24(FP), AX

	VBROADCASTI32X4 (AX), Z16                // word
	VBROADCASTI32X4 16(AX), Z17              // letter
	VBROADCASTI32X4 32(AX), Z18              // upper
	VBROADCASTI32X4 48(AX), Z19              // digit
	VBROADCASTI32X4 64(AX), Z20              // asked
	VBROADCASTI32X4 80(AX), Z21              // anchor
	VBROADCASTI32X4 96(AX), Z22              // colon
	VBROADCASTI32X4 112(AX), Z23             // quote
	VBROADCASTI32X4 128(AX), Z24             // hex
	VBROADCASTI32X4 144(AX), Z25             // next
	VBROADCASTI32X4 160(AX), Z26             // dash
	VBROADCASTI32X4 176(AX), Z27             // point
	VBROADCASTI32X4 highBits512<>(SB), Z28
	VPBROADCASTD    nibbleMask512<>(SB), Z29

	PCALIGN $32
loop:
	VMOVDQU64 (SI), Z0

	// Beyond ASCII: the highest bit.
	VPMOVB2M Z0, K2
	KMOVQ    K2, (tile_beyond+8)(DI)

	VPSRLW  $4, Z0, Z1
	VPANDD  Z29, Z0, Z0
	VPANDD  Z29, Z1, Z1
	VPSHUFB Z1, Z28, Z1

	PLANE(Z16, tile_word)
	PLANE(Z17, tile_letter)
	PLANE(Z18, tile_upper)
	PLANE(Z19, tile_digit)
	PLANE(Z20, tile_asked)
	PLANE(Z21, tile_anchor)
	PLANE(Z22, tile_colon)
	PLANE(Z23, tile_quote)
	PLANE(Z24, tile_hex)
	VPSHUFB  Z0, Z25, Z2
	VPTESTMB Z1, Z2, K1
	KORQ     K2, K1, K1
	KMOVQ    K1, (tile_next+8)(DI)
	PLANE(Z26, tile_dash)
	PLANE(Z27, tile_point)

	ADDQ $64, SI
	ADDQ $8, DI
	DECQ CX
	JNZ  loop

	VZEROUPPER
	RET

// AHEAD leaves in x what stands by bits ahead in a plane, for eight blocks, and BEHIND what stood by bits behind. DI is at the
// plane's block before the first of them.
#define AHEAD(plane, by, x) \
	VMOVDQU64 (plane+8)(DI), x \
	VPSHRDQ   $by, (plane+16)(DI), x, x

#define BEHIND(plane, by, x) \
	VMOVDQU64 (plane+8)(DI), x \
	VPSHLDQ   $by, (plane)(DI), x, x

// RUN doubles runs of by bytes: x becomes where a run of twice as many begins, and after the same of the next block, as far as that
// matters. It overwrites Z31.
#define RUN(by, x, after) \
	VPSHRDQ $by, after, x, Z31 \
	VPANDQ  Z31, x, x          \
	VPSRLQ  $by, after, Z31    \
	VPANDQ  Z31, after, after

// func markAVX512(p *tile, rules *planeRules, n int)
TEXT ·markAVX512(SB), NOSPLIT, $0-24
	MOVQ p+0(FP), DI
	MOVQ rules+8(FP), BX
	MOVQ n+16(FP), CX

	VPBROADCASTQ planeRules_numbers(BX), Z24
	VPBROADCASTQ planeRules_long(BX), Z25
	VPBROADCASTQ planeRules_digits(BX), Z26
	VPBROADCASTQ planeRules_beyond(BX), Z27
	VPBROADCASTQ planeRules_times(BX), Z28
	VPBROADCASTQ planeRules_dashes(BX), Z29
	VPBROADCASTQ planeRules_shorts(BX), Z30

	PCALIGN $32
eight:
	AHEAD(tile_next, 1, Z16)
	AHEAD(tile_next, 2, Z17)
	AHEAD(tile_next, 3, Z18)

	// Z0: one to four hexadecimal digits, and what may stand behind them.
	AHEAD(tile_next, 4, Z0)
	AHEAD(tile_hex, 3, Z1)
	VPANDQ Z1, Z0, Z0
	VPORQ  Z18, Z0, Z0
	AHEAD(tile_hex, 2, Z1)
	VPANDQ Z1, Z0, Z0
	VPORQ  Z17, Z0, Z0
	AHEAD(tile_hex, 1, Z1)
	VPANDQ Z1, Z0, Z0
	VPORQ  Z16, Z0, Z0
	VPANDQ (tile_hex+8)(DI), Z0, Z0

	// Z9: up to three word bytes, and what may stand behind them.
	AHEAD(tile_word, 2, Z9)
	VPANDQ Z18, Z9, Z9
	VPORQ  Z17, Z9, Z9
	AHEAD(tile_word, 1, Z1)
	VPANDQ Z1, Z9, Z9
	VPORQ  Z16, Z9, Z9

	// Z10: dashes before a number, or another.
	AHEAD(tile_digit, 3, Z10)
	AHEAD(tile_point, 3, Z1)
	VPORQ  Z1, Z10, Z10
	AHEAD(tile_digit, 2, Z1)
	AHEAD(tile_point, 2, Z2)
	VPORQ  Z2, Z1, Z1
	VPANDQ Z1, Z10, Z10
	AHEAD(tile_digit, 1, Z1)
	VPANDQ Z1, Z10, Z10
	AHEAD(tile_dash, 1, Z1)
	VPORQ  Z1, Z10, Z10
	VPANDQ (tile_dash+8)(DI), Z10, Z10
	VPANDQ Z29, Z10, Z10

	// Z11: digits that are joined to one before.
	VMOVDQU64 (tile_digit+8)(DI), Z12
	BEHIND(tile_dash, 1, Z11)
	BEHIND(tile_point, 1, Z1)
	VPORQ     Z1, Z11, Z11
	BEHIND(tile_digit, 2, Z13)
	VPANDQ    Z13, Z11, Z11
	VPANDQ    Z12, Z11, Z11

	// Z1: runs of word bytes; Z4: those of digits that are long enough, with the other starts in words.
	VMOVDQU64 (tile_word+8)(DI), Z6
	VMOVDQA64 Z6, Z1
	VMOVDQU64 (tile_word+16)(DI), Z2
	RUN(1, Z1, Z2)
	RUN(2, Z1, Z2)
	VPORQ     Z1, Z9, Z9
	RUN(4, Z1, Z2)
	VPANDQ    Z24, Z12, Z4
	VPANDQ    Z1, Z4, Z4
	VPSHRDQ   $6, Z2, Z1, Z31
	VPANDQ    Z31, Z1, Z1
	VPANDQ    Z25, Z1, Z1
	VPORQ     Z1, Z4, Z4
	VPORQ     Z0, Z4, Z4
	VMOVDQU64 (tile_asked+8)(DI), Z5
	VPORQ     Z30, Z9, Z9
	VPANDQ    Z5, Z9, Z9
	VPORQ     Z9, Z4, Z4
	VPANDNQ   Z4, Z11, Z4

	BEHIND(tile_word, 1, Z7)
	VPANDNQ   Z6, Z7, Z7                 // the begins of words
	VPANDQ    Z7, Z4, Z4
	VPANDNQ   Z5, Z6, Z6                 // asked, and no word byte
	VPORQ     Z6, Z4, Z4
	VPORQ     Z10, Z4, Z4
	VMOVDQU64 (tile_beyond+8)(DI), Z8
	VPANDQ    Z8, Z27, Z15
	VPORQ     Z15, Z4, Z4
	VMOVDQU64 Z4, (tile_starts+8)(DI)

	// Edges.
	BEHIND(tile_letter, 1, Z0)
	BEHIND(tile_digit, 1, Z1)
	AHEAD(tile_letter, 1, Z2)
	AHEAD(tile_upper, 1, Z3)
	VPANDNQ   Z2, Z3, Z3
	AHEAD(tile_beyond, 1, Z2)
	VPORQ     Z2, Z3, Z3                 // a small letter, or one beyond ASCII, follows
	BEHIND(tile_upper, 1, Z2)
	VPTERNLOGQ $0xF5, Z2, Z3, Z3         // or no capital is before
	VPANDQ    Z0, Z3, Z3
	VPANDQ    (tile_upper+8)(DI), Z3, Z3
	VPORQ     Z8, Z3, Z3
	VPORQ     Z0, Z1, Z2
	VPANDNQ   (tile_letter+8)(DI), Z2, Z2
	VPORQ     Z2, Z3, Z3
	VPANDNQ   Z12, Z1, Z2
	VPANDQ    Z26, Z2, Z2
	VPORQ     Z2, Z3, Z3
	VMOVDQU64 Z3, (tile_edges+8)(DI)

	// Separators behind names, and others. Z13 is still the digits two before.
	VMOVDQU64 (tile_colon+8)(DI), Z5
	VPANDQ    Z5, Z0, Z0
	VMOVDQU64 Z0, (tile_named+8)(DI)
	BEHIND(tile_quote, 1, Z2)
	VPANDQ    Z5, Z2, Z2
	BEHIND(tile_letter, 2, Z3)
	VPANDQ    Z3, Z2, Z2
	VMOVDQU64 Z2, (tile_quoted+8)(DI)
	VPORQ     Z2, Z0, Z0
	BEHIND(tile_colon, 3, Z3)
	VPANDQ    Z3, Z13, Z2
	BEHIND(tile_colon, 2, Z3)
	VPORQ     Z3, Z2, Z2
	VPANDQ    Z1, Z2, Z2
	VPANDQ    Z28, Z2, Z2
	VPORQ     Z2, Z0, Z0
	VPANDNQ   Z5, Z0, Z0
	VMOVDQU64 Z0, (tile_others+8)(DI)

	ADDQ $64, DI
	SUBQ $8, CX
	JG   eight

	VZEROUPPER
	RET
