//! As much of Rust's grammar as the rules need: comments and literals, words, lines.

/// The code with comments and the insides of literals replaced by spaces. Offsets and lines stay.
pub(crate) fn blank(text: &str) -> String {
    let mut scanner = Scanner {
        rest: text,
        out: String::with_capacity(text.len()),
    };
    while !scanner.rest.is_empty() {
        scanner.step();
    }
    scanner.out
}

struct Scanner<'a> {
    rest: &'a str,
    out: String,
}

impl Scanner<'_> {
    /// Takes one comment, literal, word or character.
    fn step(&mut self) {
        if self.rest.starts_with("//") {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.hide(end);
        } else if self.rest.starts_with("/*") {
            self.hide(block_comment(self.rest));
        } else if let Some(end) = raw_string(self.rest) {
            self.hide(end);
        } else if self.rest.starts_with('"') {
            self.hide(string(self.rest, '"'));
        } else if self.rest.starts_with('\'') {
            match character(self.rest) {
                Some(end) => self.hide(end),
                None => self.keep(1),
            }
        } else {
            let word = word_length(self.rest);
            let first = self.rest.chars().next().map_or(0, char::len_utf8);
            self.keep(word.max(first));
        }
    }

    fn keep(&mut self, length: usize) {
        let (taken, rest) = self.rest.split_at(length);
        self.out.push_str(taken);
        self.rest = rest;
    }

    fn hide(&mut self, length: usize) {
        let (taken, rest) = self.rest.split_at(length);
        let spaces = taken.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' });
        self.out.extend(spaces);
        self.rest = rest;
    }
}

/// Length of the nested block comment at the start of `text`.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let step = if rest.starts_with("/*") {
            depth += 1;
            2
        } else if rest.starts_with("*/") {
            depth -= 1;
            2
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

/// Length of the literal that ends at the next `quote` without a backslash before it.
fn string(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Length of `r"…"`, `r#"…"#` and their byte and C forms.
fn raw_string(text: &str) -> Option<usize> {
    let prefix = ["r", "br", "cr"].into_iter().find(|prefix| {
        text.starts_with(&format!("{prefix}\"")) || text.starts_with(&format!("{prefix}#"))
    })?;
    let after = text.get(prefix.len()..)?;
    let hashes = after.chars().take_while(|c| *c == '#').count();
    let body = after.get(hashes..)?.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(prefix.len() + hashes + 1 + length)
}

/// Length of a character literal; `None` for a lifetime.
fn character(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        return Some(string(text, '\''));
    }
    let (at, second) = chars.next()?;
    (second == '\'').then_some(at + 1)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word_length(text: &str) -> usize {
    text.find(|c| !is_word(c)).unwrap_or(text.len())
}

/// The identifier at the start of `text`, after spaces; empty when something else stands there.
pub(crate) fn head(text: &str) -> &str {
    let text = text.trim_start();
    text.split_at(word_length(text)).0
}

/// Every identifier, keyword and number of `code` with its offset.
pub(crate) fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = code.get(at..)?;
        let start = at + rest.find(is_word)?;
        let word = head(code.get(start..)?);
        at = start + word.len();
        Some((start, word))
    })
}

/// What stands in `code` after the word at `at`.
pub(crate) fn after<'a>(code: &'a str, at: usize, word: &str) -> &'a str {
    code.get(at + word.len()..).unwrap_or_default().trim_start()
}

/// What stands in `code` before `at`.
pub(crate) fn before(code: &str, at: usize) -> &str {
    code.get(..at).unwrap_or_default().trim_end()
}

/// The text between the bracket at the start of `text` and the one that closes it.
pub(crate) fn inside(text: &str) -> &str {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return text.get(1..at).unwrap_or_default();
        }
    }
    text.get(1..).unwrap_or_default()
}

/// The line of an offset, from 1.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|b| *b == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked() {
        for (text, expected) in [
            ("a // b\nc", "a     \nc"),
            ("a /* b /* c */ d */ e", "a                   e"),
            ("f(\"a\\\"b\") g", "f(      ) g"),
            ("r\"a\\\" b", "      b"),
            ("r#\"a\"b\"# c", "         c"),
            ("br##\"\"#\"## c", "           c"),
            ("'a' '\\'' '\\u{1}' b", "                 b"),
            ("fn f<'a>(x: &'a u8)", "fn f<'a>(x: &'a u8)"),
            ("'ä' x", "     x"),
            ("var\"s\" r#type", "var    r#type"),
        ] {
            assert_eq!(blank(text), expected, "{text}");
        }
    }

    #[test]
    fn a_literal_without_end_reaches_to_the_end() {
        for text in ["\"abc", "r#\"abc", "/* abc", "'\\"] {
            assert_eq!(blank(text).trim(), "", "{text}");
        }
    }

    #[test]
    fn words_have_offsets() {
        let found: Vec<_> = words("mod a1_b; r#fn").collect();
        assert_eq!(found, [(0, "mod"), (4, "a1_b"), (10, "r"), (12, "fn")]);
    }

    #[test]
    fn brackets_are_matched() {
        assert_eq!(inside("{a {b} (c)} d"), "a {b} (c)");
        assert_eq!(inside("(a"), "a");
        assert_eq!(line_of("a\nb\nc", 2), 2);
    }
}
