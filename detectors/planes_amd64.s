#include "go_asm.h"
#include "textflag.h"

// The bit of a high nibble, 0 for those beyond ASCII.
DATA highBits<>+0(SB)/8, $0x8040201008040201
DATA highBits<>+8(SB)/8, $0
GLOBL highBits<>(SB), RODATA|NOPTR, $16

DATA nibbleMask<>+0(SB)/1, $0x0F
GLOBL nibbleMask<>(SB), RODATA|NOPTR, $1

// PLANE stores one plane of 64 bytes: their low nibbles are in Y0 and Y1, the bits of their high nibbles in Y2 and Y3, zeros in Y15.
#define PLANE(table, offset) \
	VPSHUFB   Y0, table, Y4 \
	VPSHUFB   Y1, table, Y5 \
	VPAND     Y2, Y4, Y4    \
	VPAND     Y3, Y5, Y5    \
	VPCMPEQB  Y15, Y4, Y4   \
	VPCMPEQB  Y15, Y5, Y5   \
	VPMOVMSKB Y4, R8        \
	VPMOVMSKB Y5, R9        \
	SHLQ      $32, R9       \
	ORQ       R9, R8        \
	NOTQ      R8            \
	MOVQ      R8, (offset+8)(DI)

// func classifyAVX2(p *tile, text *byte, n int, low *[planeSets][16]uint8)
TEXT ·classifyAVX2(SB), NOSPLIT, $0-32
	MOVQ p+0(FP), DI
	MOVQ text+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ low+24(FP), AX

	VBROADCASTI128 (AX), Y6             // word
	VBROADCASTI128 16(AX), Y7           // letter
	VBROADCASTI128 32(AX), Y8           // upper
	VBROADCASTI128 48(AX), Y9           // digit
	VBROADCASTI128 64(AX), Y10          // asked
	VBROADCASTI128 80(AX), Y11          // anchor
	VBROADCASTI128 96(AX), Y12          // colon
	VBROADCASTI128 highBits<>(SB), Y13
	VPBROADCASTB   nibbleMask<>(SB), Y14
	VPXOR          Y15, Y15, Y15

	PCALIGN $32
loop:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1

	// Beyond ASCII: the highest bit.
	VPMOVMSKB Y0, R8
	VPMOVMSKB Y1, R9
	SHLQ      $32, R9
	ORQ       R9, R8
	MOVQ      R8, (tile_beyond+8)(DI)
	MOVQ      R8, R10

	VPSRLW  $4, Y0, Y2
	VPSRLW  $4, Y1, Y3
	VPAND   Y14, Y0, Y0
	VPAND   Y14, Y1, Y1
	VPAND   Y14, Y2, Y2
	VPAND   Y14, Y3, Y3
	VPSHUFB Y2, Y13, Y2
	VPSHUFB Y3, Y13, Y3

	PLANE(Y6, tile_word)
	PLANE(Y7, tile_letter)
	PLANE(Y8, tile_upper)
	PLANE(Y9, tile_digit)
	PLANE(Y10, tile_asked)
	PLANE(Y11, tile_anchor)
	PLANE(Y12, tile_colon)

	// There are no registers for the others.
	VBROADCASTI128 112(AX), Y12
	PLANE(Y12, tile_quote)
	VBROADCASTI128 128(AX), Y12
	PLANE(Y12, tile_hex)
	VBROADCASTI128 144(AX), Y12
	PLANE(Y12, tile_next)
	ORQ            R10, (tile_next+8)(DI)
	VBROADCASTI128 160(AX), Y12
	PLANE(Y12, tile_dash)
	VBROADCASTI128 176(AX), Y12
	PLANE(Y12, tile_point)
	VBROADCASTI128 96(AX), Y12

	ADDQ $64, SI
	ADDQ $8, DI
	DECQ CX
	JNZ  loop

	VZEROUPPER
	RET

// AHEAD leaves in x what stands by bits ahead in a plane, for four blocks, and BEHIND what stood by bits behind. DI is at the plane's
// block before the first of them.
#define AHEAD(plane, by, x) \
	VMOVDQU (plane+8)(DI), x    \
	VMOVDQU (plane+16)(DI), Y15 \
	VPSRLQ  $by, x, x           \
	VPSLLQ  $(64-by), Y15, Y15  \
	VPOR    Y15, x, x

#define BEHIND(plane, by, x) \
	VMOVDQU (plane+8)(DI), x   \
	VMOVDQU (plane)(DI), Y15   \
	VPSLLQ  $by, x, x          \
	VPSRLQ  $(64-by), Y15, Y15 \
	VPOR    Y15, x, x

// RUN doubles runs of by bytes: x becomes where a run of twice as many begins, and after the same of the next block, as far as that
// matters.
#define RUN(by, x, after) \
	VPSRLQ $by, x, Y15          \
	VPSLLQ $(64-by), after, Y14 \
	VPOR   Y14, Y15, Y15        \
	VPAND  Y15, x, x            \
	VPSRLQ $by, after, Y15      \
	VPAND  Y15, after, after

// func markAVX2(p *tile, rules *planeRules, n int)
TEXT ·markAVX2(SB), NOSPLIT, $0-24
	MOVQ p+0(FP), DI
	MOVQ rules+8(FP), BX
	MOVQ n+16(FP), CX

	PCALIGN $32
four:
	// Y0: one to four hexadecimal digits, and what may stand behind them.
	AHEAD(tile_next, 4, Y0)
	AHEAD(tile_hex, 3, Y1)
	VPAND Y1, Y0, Y0
	AHEAD(tile_next, 3, Y1)
	VPOR  Y1, Y0, Y0
	AHEAD(tile_hex, 2, Y1)
	VPAND Y1, Y0, Y0
	AHEAD(tile_next, 2, Y1)
	VPOR  Y1, Y0, Y0
	AHEAD(tile_hex, 1, Y1)
	VPAND Y1, Y0, Y0
	AHEAD(tile_next, 1, Y1)
	VPOR  Y1, Y0, Y0
	VPAND (tile_hex+8)(DI), Y0, Y0

	// Y9: up to three word bytes, and what may stand behind them.
	AHEAD(tile_next, 3, Y9)
	AHEAD(tile_word, 2, Y1)
	VPAND Y1, Y9, Y9
	AHEAD(tile_next, 2, Y1)
	VPOR  Y1, Y9, Y9
	AHEAD(tile_word, 1, Y1)
	VPAND Y1, Y9, Y9
	AHEAD(tile_next, 1, Y1)
	VPOR  Y1, Y9, Y9

	// Y10: dashes before a number, or another; Y11: digits that are joined to one before.
	AHEAD(tile_digit, 3, Y10)
	AHEAD(tile_point, 3, Y1)
	VPOR         Y1, Y10, Y10
	AHEAD(tile_digit, 2, Y1)
	AHEAD(tile_point, 2, Y2)
	VPOR         Y2, Y1, Y1
	VPAND        Y1, Y10, Y10
	AHEAD(tile_digit, 1, Y1)
	VPAND        Y1, Y10, Y10
	AHEAD(tile_dash, 1, Y1)
	VPOR         Y1, Y10, Y10
	VPAND        (tile_dash+8)(DI), Y10, Y10
	VPBROADCASTQ planeRules_dashes(BX), Y15
	VPAND        Y15, Y10, Y10
	BEHIND(tile_dash, 1, Y11)
	BEHIND(tile_point, 1, Y1)
	VPOR         Y1, Y11, Y11
	BEHIND(tile_digit, 2, Y1)
	VPAND        Y1, Y11, Y11
	VPAND        (tile_digit+8)(DI), Y11, Y11

	// Y1: runs of word bytes; Y4: those of digits that are long enough, with the other starts in words.
	VMOVDQU      (tile_word+8)(DI), Y1
	VMOVDQU      (tile_word+16)(DI), Y2
	RUN(1, Y1, Y2)
	RUN(2, Y1, Y2)
	VPOR         Y1, Y9, Y9
	RUN(4, Y1, Y2)
	VPBROADCASTQ planeRules_numbers(BX), Y4
	VPAND        (tile_digit+8)(DI), Y4, Y4
	VPAND        Y1, Y4, Y4
	VPSRLQ       $6, Y1, Y15
	VPSLLQ       $58, Y2, Y14
	VPOR         Y14, Y15, Y15
	VPAND        Y15, Y1, Y1
	VPBROADCASTQ planeRules_long(BX), Y15
	VPAND        Y15, Y1, Y1
	VPOR         Y1, Y4, Y4
	VPOR         Y0, Y4, Y4
	VMOVDQU      (tile_asked+8)(DI), Y5
	VPBROADCASTQ planeRules_shorts(BX), Y15
	VPOR         Y15, Y9, Y9
	VPAND        Y5, Y9, Y9
	VPOR         Y9, Y4, Y4
	VPANDN       Y4, Y11, Y4

	VMOVDQU      (tile_word+8)(DI), Y6
	BEHIND(tile_word, 1, Y7)
	VPANDN       Y6, Y7, Y7             // the begins of words
	VPAND        Y7, Y4, Y4
	VPANDN       Y5, Y6, Y6             // asked, and no word byte
	VPOR         Y6, Y4, Y4
	VPOR         Y10, Y4, Y4
	VMOVDQU      (tile_beyond+8)(DI), Y8
	VPBROADCASTQ planeRules_beyond(BX), Y15
	VPAND        Y8, Y15, Y15
	VPOR         Y15, Y4, Y4
	VMOVDQU      Y4, (tile_starts+8)(DI)

	// Edges.
	BEHIND(tile_letter, 1, Y0)
	BEHIND(tile_digit, 1, Y1)
	AHEAD(tile_letter, 1, Y2)
	AHEAD(tile_upper, 1, Y3)
	VPANDN       Y2, Y3, Y3
	AHEAD(tile_beyond, 1, Y2)
	VPOR         Y2, Y3, Y3             // a small letter, or one beyond ASCII, follows
	BEHIND(tile_upper, 1, Y2)
	VPCMPEQQ     Y4, Y4, Y4
	VPANDN       Y4, Y2, Y2             // no capital before
	VPOR         Y3, Y2, Y2
	VPAND        Y0, Y2, Y2
	VPAND        (tile_upper+8)(DI), Y2, Y2
	VPOR         Y8, Y2, Y2
	VPOR         Y0, Y1, Y3
	VPANDN       (tile_letter+8)(DI), Y3, Y3
	VPOR         Y3, Y2, Y2
	VPANDN       (tile_digit+8)(DI), Y1, Y1
	VPBROADCASTQ planeRules_digits(BX), Y15
	VPAND        Y15, Y1, Y1
	VPOR         Y1, Y2, Y2
	VMOVDQU      Y2, (tile_edges+8)(DI)

	// Separators behind names, and others.
	VMOVDQU      (tile_colon+8)(DI), Y1
	VPAND        Y1, Y0, Y0
	VMOVDQU      Y0, (tile_named+8)(DI)
	BEHIND(tile_quote, 1, Y2)
	VPAND        Y1, Y2, Y2
	BEHIND(tile_letter, 2, Y3)
	VPAND        Y3, Y2, Y2
	VMOVDQU      Y2, (tile_quoted+8)(DI)
	VPOR         Y2, Y0, Y0
	BEHIND(tile_digit, 2, Y2)
	BEHIND(tile_colon, 3, Y3)
	VPAND        Y3, Y2, Y2
	BEHIND(tile_colon, 2, Y3)
	VPOR         Y3, Y2, Y2
	BEHIND(tile_digit, 1, Y3)
	VPAND        Y3, Y2, Y2
	VPBROADCASTQ planeRules_times(BX), Y15
	VPAND        Y15, Y2, Y2
	VPOR         Y2, Y0, Y0
	VPANDN       Y1, Y0, Y0
	VMOVDQU      Y0, (tile_others+8)(DI)

	ADDQ $32, DI
	SUBQ $4, CX
	JG   four

	VZEROUPPER
	RET

// PLACE keeps of the shapes in R13 those that may have the byte in place k of what begins at R12.
#define PLACE(k) \
	MOVBLZX k(R12), AX                            \
	ANDQ    (startTable_places+2048*k)(BX)(AX*8), R13

// func emitStartsBMI(dst *emitted, p *tile, text *byte, n int, table *startTable) int
//
// In two rounds, since eight places are enough for most: the first leaves offsets and the shapes that are left of each, the second
// goes over these. Neither branches on what it finds: an offset is always written, and counted when some shape is left.
TEXT ·emitStartsBMI(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ p+8(FP), SI
	MOVQ text+16(FP), DX
	MOVQ n+24(FP), CX
	MOVQ table+32(FP), BX
	XORQ R15, R15         // the offset of the block
	XORQ R14, R14         // how many were emitted

block:
	MOVQ  (tile_starts+8)(SI), R10
	TESTQ R10, R10
	JZ    next
	MOVQ  (tile_word+8)(SI), R8
	MOVQ  (tile_word+16)(SI), R9 // word of the next
	ADDQ  R9, R9

	PCALIGN $32
start:
	TZCNTQ R10, R11
	BLSRQ  R10, R10

	// The length of the word: the run of ones from here, at most 16.
	MOVQ    R11, AX
	XORQ    $63, AX
	SHRXQ   R11, R8, R12
	SHLXQ   AX, R9, AX
	ORQ     AX, R12
	NOTQ    R12
	BTSQ    $16, R12
	TZCNTQ  R12, AX
	MOVQ    startTable_lengths(BX)(AX*8), R13

	LEAQ (DX)(R11*1), R12
	PLACE(0)
	PLACE(1)
	PLACE(2)
	PLACE(3)
	PLACE(4)
	PLACE(5)
	PLACE(6)
	PLACE(7)

	ADDQ R15, R11
	MOVW R11, emitted_offsets(DI)(R14*2)
	MOVQ R13, emitted_shapes(DI)(R14*8)
	CMPQ R13, $1
	SBBQ $-1, R14

	TESTQ R10, R10
	JNZ   start

next:
	ADDQ $8, SI
	ADDQ $64, DX
	ADDQ $64, R15
	DECQ CX
	JNZ  block

	MOVQ  R14, CX
	XORQ  R14, R14
	TESTQ CX, CX
	JZ    done
	MOVQ  text+16(FP), DX
	XORQ  R15, R15

	PCALIGN $32
again:
	MOVWLZX emitted_offsets(DI)(R15*2), R11
	MOVQ    emitted_shapes(DI)(R15*8), R13
	INCQ    R15
	LEAQ    (DX)(R11*1), R12
	PLACE(8)
	PLACE(9)
	PLACE(10)
	PLACE(11)
	MOVW    R11, emitted_offsets(DI)(R14*2)
	CMPQ    R13, $1
	SBBQ    $-1, R14
	CMPQ    R15, CX
	JLT     again

done:
	MOVQ R14, ret+40(FP)
	RET

// HASH leaves in the lowest bit of R13 whether the word filter at BX lets the four bytes in R12 through; R9 holds its factor. See
// filterHash.
#define HASH \
	MOVL   R12, AX          \
	ANDL   $0x1F1F1F1F, AX  \
	IMULQ  R9, AX           \
	RORXQ  $36, AX, R13     \
	RORXQ  $42, AX, R8      \
	SHRQ   $53, AX          \
	MOVQ   (BX)(AX*8), AX   \
	SHRXQ  R13, AX, R13     \
	SHRXQ  R8, AX, R8       \
	ANDL   R8, R13          \
	ANDL   $1, R13

// func emitEdgesBMI(dst *emitted, p *tile, text *byte, n int, words *wordFilter) int
TEXT ·emitEdgesBMI(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ p+8(FP), SI
	MOVQ text+16(FP), DX
	MOVQ n+24(FP), CX
	MOVQ words+32(FP), BX
	MOVQ $0x9E3779B97F4A7C15, R9
	XORQ R15, R15           // the offset of the block
	XORQ R14, R14           // how many were emitted

block:
	MOVQ  (tile_edges+8)(SI), R10
	TESTQ R10, R10
	JZ    next

	PCALIGN $32
edge:
	TZCNTQ R10, R11
	BLSRQ  R10, R10
	MOVL   (DX)(R11*1), R12

	HASH
	// Or one of them is beyond ASCII.
	ANDL $0x80808080, R12
	ORL  R12, R13

	ADDQ R15, R11
	MOVW R11, emitted_offsets(DI)(R14*2)
	CMPL R13, $1
	SBBQ $-1, R14

	TESTQ R10, R10
	JNZ   edge

next:
	ADDQ $8, SI
	ADDQ $64, DX
	ADDQ $64, R15
	DECQ CX
	JNZ  block

	MOVQ R14, ret+40(FP)
	RET

// func emitNamesBMI(dst *emitted, named *plane, text *byte, n, back int, words *wordFilter) int
TEXT ·emitNamesBMI(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DI
	MOVQ named+8(FP), SI
	MOVQ text+16(FP), DX
	MOVQ n+24(FP), CX
	SUBQ back+32(FP), DX
	MOVQ words+40(FP), BX
	MOVQ $0x9E3779B97F4A7C15, R9
	XORQ R15, R15           // the offset of the block
	XORQ R14, R14           // how many were emitted

block:
	MOVQ  8(SI), R10
	TESTQ R10, R10
	JZ    next

	PCALIGN $32
name:
	TZCNTQ R10, R11
	BLSRQ  R10, R10
	MOVL   -4(DX)(R11*1), R12
	BSWAPL R12

	HASH
	ANDL    $0x80808080, R12
	ORL     R12, R13

	ADDQ R15, R11
	MOVW R11, emitted_offsets(DI)(R14*2)
	CMPL R13, $1
	SBBQ $-1, R14

	TESTQ R10, R10
	JNZ   name

next:
	ADDQ $8, SI
	ADDQ $64, DX
	ADDQ $64, R15
	DECQ CX
	JNZ  block

	MOVQ R14, ret+48(FP)
	RET
