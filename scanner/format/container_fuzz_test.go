package format

import (
	"math/rand/v2"
	"testing"

	"github.com/seed-4750cad8/assay/scanner"
)

// Whatever the bytes are, decoders of containers end without a panic, give back what they reserved, and reserve no more than
// one object may have. The targets differ in their seeds and format only.

func fuzzDecode(f *testing.F, format scanner.Format, seeds [][]byte) {
	for _, data := range seeds {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, stream := range []bool{false, true} {
			got, _ := play(format, "", data, stream)
			if got.reserved != 0 || got.peak > tapeMemory {
				t.Errorf("%d bytes still reserved, %d at most", got.reserved, got.peak)
			}
		}
	})
}

// seeds are the samples, and some with a few bytes changed.
func seeds(samples []sample) (list [][]byte) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, s := range samples {
		list = append(list, s.data, mutate(rnd, s.data))
	}
	return list
}

func FuzzGzip(f *testing.F) { fuzzDecode(f, gzipFormat, seeds(gzipSamples(f))) }
func FuzzZstd(f *testing.F) { fuzzDecode(f, zstdFormat, seeds(zstdSamples(f))) }
func FuzzZip(f *testing.F)  { fuzzDecode(f, zipFormat, seeds(zipSamples(f))) }
func FuzzTar(f *testing.F)  { fuzzDecode(f, tarFormat, seeds(tarSamples(f))) }

func FuzzParquet(f *testing.F) {
	var samples []sample
	for _, data := range readSamples(f, parquetSamples+"/*.parquet") {
		samples = append(samples, sample{data: data})
	}
	small := texts(0, "a", "b")
	small.behind = []byte("\x19\x21\x02\x02\x19\x28\x01a\x01b\x19\x28\x01a\x01b\x15\x00\x00")
	small.chunk = func(w *thriftWriter, behind int64) {
		w.i64(6, behind)
		w.i32(7, int64(len(small.behind)))
	}
	small.statistics = func(w *thriftWriter) { w.text(5, "b") }
	samples = append(samples, sample{data: small.file()})
	fuzzDecode(f, parquetFormat, seeds(samples))
}

// FuzzParquetPage reaches the encodings directly: page checksums and compression would stop most changes before them.
func FuzzParquetPage(f *testing.F) {
	f.Add(byte(encodePlain), byte(parquetBytes), []byte("\x02\x00\x00\x00ab\x01\x00\x00\x00c"))
	f.Add(byte(encodeDelta), byte(parquetInt64), []byte("\x80\x01\x04\x03\x02\x00\x01\x00\x00\x00\x05"))
	f.Add(byte(encodeDeltaLength), byte(parquetBytes), []byte("\x80\x01\x04\x02\x04\x00\x00\x00\x00\x00abcd"))
	f.Add(byte(encodeDeltaBytes), byte(parquetBytes), []byte("\x80\x01\x04\x01\x00\x80\x01\x04\x01\x06abc"))
	f.Add(byte(encodeByteStreamSplit), byte(parquetDouble), []byte("0123456789abcdef"))
	f.Add(byte(0x1a), byte('4'), []byte("\x80\xff\xff\xd6\xd6\xd6\xd6\xd6000")) // a run that is longer than can be
	widths := map[int64]int{parquetInt32: 4, parquetInt64: 8, parquetInt96: 12, parquetFloat: 4, parquetDouble: 8, parquetFixed: 5}
	f.Fuzz(func(t *testing.T, encoding, physical byte, data []byte) {
		for means := plainly; means < meaningCount; means++ {
			c := &parquetColumn{physical: int64(physical), means: means, width: widths[int64(physical)], scale: 2}
			toText := c.text()
			v := newValues(int64(encoding), c, data)
			if toText == nil || v == nil || c.physical == parquetBoolean {
				continue
			}
			for range 1000 {
				value, ok := v.next()
				if !ok {
					break
				}
				toText(nil, value)
			}
			v.spare(func([]byte) {})
		}
		for width := range 33 {
			r := newRuns(data, width)
			for range 1000 {
				_, n := r.run()
				if n == 0 {
					break
				}
				r.skip(1 + n/2)
				r.spare(func([]byte) {})
			}
		}
	})
}
