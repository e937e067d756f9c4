package setup

import "runtime/debug"

// version is set by the linker for releases: -ldflags "-X …/cmd/internal/setup.version=v1.2.3".
var version string

// Version returns the version of this build: the linker's, or the module's, or the revision it was built from, or "devel".
func Version() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	revision, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "+changes"
		}
	}
	if revision == "" {
		return "devel"
	}
	return "devel-" + revision + dirty
}

// ScannerVersion is how this build signs its rows and labels.
func ScannerVersion() string { return "assay/" + Version() }
