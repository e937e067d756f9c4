#include "go_asm.h"
#include "textflag.h"

// Registers:
//	AX    bits, of which only the lowest 6 bits of BX count how many are at hand
//	DX    the entry that is next
//	SI    where src begins; R8 the next byte of it, R9 the last from which a round may begin
//	DI    where buf begins; R10 how much of it is decoded
//	R11   the codes: lit, and dist behind it
//	R13   a length; R15 a distance; CX and R12 in between

// REFILL makes the bits 56 at least.
#define REFILL \
	MOVQ  (R8), CX   \
	SHLXQ BX, CX, CX \
	ORQ   CX, AX     \
	MOVL  BX, CX     \
	SHRL  $3, CX     \
	ANDL  $7, CX     \
	ADDQ  $7, R8     \
	SUBQ  CX, R8     \
	ORL   $56, BX

// NEXT looks up the entry that is next.
#define NEXT \
	MOVL AX, DX                    \
	ANDL $(1<<const_litRoot-1), DX \
	MOVL codes_lit(R11)(DX*4), DX

// USE takes the bits of the entry.
#define USE \
	SHRXQ DX, AX, AX \
	SUBL  DX, BX

// EMIT writes the literals of the entry.
#define EMIT \
	MOVL    DX, R13                   \
	SHRL    $const_valueShift, R13    \
	MOVW    R13, (DI)(R10*1)          \
	MOVBLZX DL, R15                   \
	SHRL    $const_literalsShift, R15 \
	ADDQ    R15, R10                  \
	USE

// VALUE sets to to the length or distance of the entry, with its extra bits, and takes its bits. The entry is lost.
#define VALUE(to) \
	BZHIQ DX, AX, to             \
	MOVL  DX, CX                 \
	SHRL  $const_lengthShift, CX \
	SHRXQ CX, to, to             \
	USE                          \
	SHRL  $const_valueShift, DX  \
	ADDL  DX, to

// func symbolsBMI2(src *byte, in, last int, bits uint64, n uint, c *codes, buf *[bufSize]byte, out int) (bits2 uint64, n2 uint, in2, out2, why int)
TEXT ·symbolsBMI2(SB), NOSPLIT, $0-104
	MOVQ src+0(FP), SI
	MOVQ in+8(FP), R8
	MOVQ last+16(FP), R9
	MOVQ bits+24(FP), AX
	MOVQ n+32(FP), BX
	MOVQ c+40(FP), R11
	MOVQ buf+48(FP), DI
	MOVQ out+56(FP), R10
	ADDQ SI, R8
	ADDQ SI, R9

	REFILL
	NEXT

round:
	CMPQ  R8, R9
	JHI   room
	CMPQ  R10, $const_full
	JGE   room
	TESTB $const_literals, DL
	JZ    noLiteral
	EMIT
	NEXT
	TESTB $const_literals, DL
	JZ    refill
	EMIT
	NEXT
	TESTB $const_literals, DL
	JZ    refill

literal:
	EMIT
	REFILL
	NEXT
	JMP round

refill:
	REFILL

noLiteral:
	TESTL $const_special, DX
	JNZ   special

length:
	VALUE(R13)
	MOVL  AX, DX
	ANDL  $(1<<const_distRoot-1), DX
	MOVL  codes_dist(R11)(DX*4), DX
	TESTL $const_special, DX
	JNZ   specialDist

distance:
	VALUE(R15)
	CMPQ R15, R10
	JHI  corrupt
	REFILL
	NEXT

	LEAQ (DI)(R10*1), CX
	MOVQ CX, R12
	SUBQ R15, R12
	ADDQ R13, R10
	CMPQ R15, $16
	JCC  words

	// A match that overlaps itself within 16 bytes: of each 16 the first are right, as many as the distance; so it doubles.
overlap:
	MOVOU (R12), X0
	MOVOU X0, (CX)
	ADDQ  R15, CX
	SUBQ  R15, R13
	JLE   round
	ADDQ  R15, R15
	CMPQ  R15, $16
	JCS   overlap

words:
	MOVOU (R12), X0
	MOVOU X0, (CX)
	MOVOU 16(R12), X0
	MOVOU X0, 16(CX)
	ADDQ  $32, R12
	ADDQ  $32, CX
	SUBQ  $32, R13
	JGT   words
	JMP   round

special:
	MOVL  DX, CX
	ANDL  $const_link, CX
	CMPL  CX, $const_link
	JNE   noLink
	MOVL  DX, CX
	SHRL  $const_lengthShift, CX
	ANDL  $const_lengthMask, CX
	MOVQ  AX, R13
	SHRQ  $const_litRoot, R13
	BZHIQ CX, R13, R13
	SHRL  $const_valueShift, DX
	ADDL  R13, DX
	ANDL  $(const_litSize-1), DX
	MOVL  codes_lit(R11)(DX*4), DX
	TESTB $const_literals, DL
	JNZ   literal
	TESTL $const_special, DX
	JZ    length

noLink:
	TESTL $(const_end-const_special), DX
	JZ    corrupt
	USE
	MOVQ  $const_blockEnd, why+96(FP)
	JMP   done

specialDist:
	MOVL  DX, CX
	ANDL  $const_link, CX
	CMPL  CX, $const_link
	JNE   corrupt
	MOVL  DX, CX
	SHRL  $const_lengthShift, CX
	ANDL  $const_lengthMask, CX
	MOVQ  AX, R15
	SHRQ  $const_distRoot, R15
	BZHIQ CX, R15, R15
	SHRL  $const_valueShift, DX
	ADDL  R15, DX
	ANDL  $(const_distSize-1), DX
	MOVL  codes_dist(R11)(DX*4), DX
	TESTL $const_special, DX
	JZ    distance

corrupt:
	MOVQ $const_corrupt, why+96(FP)
	JMP  done

room:
	MOVQ $const_noRoom, why+96(FP)

done:
	SUBQ SI, R8
	ANDL $63, BX
	MOVQ AX, bits2+64(FP)
	MOVQ BX, n2+72(FP)
	MOVQ R8, in2+80(FP)
	MOVQ R10, out2+88(FP)
	RET
