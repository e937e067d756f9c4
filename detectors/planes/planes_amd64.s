#include "textflag.h"

// The bit of a high nibble, 0 for those beyond ASCII.
DATA highBits<>+0(SB)/8, $0x8040201008040201
DATA highBits<>+8(SB)/8, $0
GLOBL highBits<>(SB), RODATA|NOPTR, $16

DATA nibbleMask<>+0(SB)/1, $0x0F
GLOBL nibbleMask<>(SB), RODATA|NOPTR, $1

// func markAVX2(dst *uint64, text *byte, n int, low *[MaxSets][16]uint8, sets int)
TEXT ·markAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ text+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ low+24(FP), AX
	MOVQ sets+32(FP), DX

	VBROADCASTI128 highBits<>(SB), Y13
	VPBROADCASTB   nibbleMask<>(SB), Y14
	VPXOR          Y15, Y15, Y15

block:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1

	// Beyond ASCII: the highest bit.
	VPMOVMSKB Y0, R10
	VPMOVMSKB Y1, R9
	SHLQ      $32, R9
	ORQ       R9, R10

	// The low nibbles in Y0 and Y1, the bits of the high ones in Y2 and Y3.
	VPSRLW  $4, Y0, Y2
	VPSRLW  $4, Y1, Y3
	VPAND   Y14, Y0, Y0
	VPAND   Y14, Y1, Y1
	VPAND   Y14, Y2, Y2
	VPAND   Y14, Y3, Y3
	VPSHUFB Y2, Y13, Y2
	VPSHUFB Y3, Y13, Y3

	MOVQ  AX, BX
	MOVQ  DX, R11
	TESTQ R11, R11
	JZ    beyond

	PCALIGN $32
set:
	VBROADCASTI128 (BX), Y6
	VPSHUFB        Y0, Y6, Y4
	VPSHUFB        Y1, Y6, Y5
	VPAND          Y2, Y4, Y4
	VPAND          Y3, Y5, Y5
	VPCMPEQB       Y15, Y4, Y4
	VPCMPEQB       Y15, Y5, Y5
	VPMOVMSKB      Y4, R8
	VPMOVMSKB      Y5, R9
	SHLQ           $32, R9
	ORQ            R9, R8
	NOTQ           R8
	MOVQ           R8, (DI)
	ADDQ           $8, DI
	ADDQ           $16, BX
	DECQ           R11
	JNZ            set

beyond:
	MOVQ R10, (DI)
	ADDQ $8, DI
	ADDQ $64, SI
	DECQ CX
	JNZ  block

	VZEROUPPER
	RET

// func markAVX512(dst *uint64, text *byte, n int, low *[MaxSets][16]uint8, sets int)
TEXT ·markAVX512(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ text+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ low+24(FP), AX
	MOVQ sets+32(FP), DX

	VBROADCASTI32X4 highBits<>(SB), Z5
	MOVL            $0x0F0F0F0F, R8
	VPBROADCASTD    R8, Z6

	PCALIGN $32
block:
	// Beyond ASCII: the highest bit. The low nibbles in Z0, the bits of the high ones in Z1.
	VMOVDQU64 (SI), Z0
	VPMOVB2M  Z0, K2
	VPSRLW    $4, Z0, Z1
	VPANDD    Z6, Z0, Z0
	VPANDD    Z6, Z1, Z1
	VPSHUFB   Z1, Z5, Z1

	MOVQ  AX, BX
	MOVQ  DX, R11
	TESTQ R11, R11
	JZ    beyond

	PCALIGN $32
set:
	VBROADCASTI32X4 (BX), Z2
	VPSHUFB         Z0, Z2, Z2
	VPTESTMB        Z1, Z2, K1
	KMOVQ           K1, (DI)
	ADDQ            $8, DI
	ADDQ            $16, BX
	DECQ            R11
	JNZ             set

beyond:
	KMOVQ K2, (DI)
	ADDQ  $8, DI
	ADDQ  $64, SI
	DECQ  CX
	JNZ   block

	VZEROUPPER
	RET
