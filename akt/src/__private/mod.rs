//! Floor 12: what generated code calls. Not API: it may change in any release.
