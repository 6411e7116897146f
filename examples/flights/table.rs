//! Text tables with aligned columns.

use std::io::{self, Write};

/// Longer texts are shortened, so that a table fits in 100 columns.
const WIDEST: usize = 36;
/// Blanks between two columns.
const GAP: &str = "  ";

/// How the parts of a table are emphasised.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Style {
    heading: &'static str,
    reset: &'static str,
}

impl Style {
    /// Bold headings for a terminal; without one, plain text.
    pub(crate) fn new(terminal: bool) -> Self {
        if terminal {
            Self {
                heading: "\u{1b}[1m",
                reset: "\u{1b}[0m",
            }
        } else {
            Self::default()
        }
    }
}

/// On which side the texts of a column begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// For words.
    Left,
    /// For numbers.
    Right,
}

/// Rows to print below headings.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    columns: [(&'static str, Align); N],
    rows: Vec<[String; N]>,
    last: Option<[String; N]>,
}

impl<const N: usize> Table<N> {
    /// A table with these columns and no rows.
    pub(crate) fn new(columns: [(&'static str, Align); N]) -> Self {
        Self {
            columns,
            rows: Vec::new(),
            last: None,
        }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, row: [String; N]) {
        self.rows.push(row.map(shortened));
    }

    /// Sets the row of sums, which stands apart at the end.
    pub(crate) fn sums(&mut self, row: [String; N]) {
        self.last = Some(row.map(shortened));
    }

    /// Prints the table.
    pub(crate) fn write(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        let headings = self.columns.map(|(name, _)| name.to_owned());
        let mut widths = headings.each_ref().map(|text| width(text));
        for row in self.rows.iter().chain(&self.last) {
            for (widest, text) in widths.iter_mut().zip(row) {
                *widest = width(text).max(*widest);
            }
        }
        writeln!(
            out,
            "{}{}{}",
            style.heading,
            self.line(&headings, &widths),
            style.reset
        )?;
        for row in &self.rows {
            writeln!(out, "{}", self.line(row, &widths))?;
        }
        if let Some(row) = &self.last {
            writeln!(
                out,
                "{}",
                "─".repeat(widths.iter().sum::<usize>() + GAP.len() * (N - 1))
            )?;
            writeln!(out, "{}", self.line(row, &widths))?;
        }
        Ok(())
    }

    fn line(&self, row: &[String; N], widths: &[usize; N]) -> String {
        let cells =
            row.iter().zip(widths).zip(&self.columns).map(
                |((text, width), (_, align))| match align {
                    Align::Left => format!("{text:<width$}"),
                    Align::Right => format!("{text:>width$}"),
                },
            );
        cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
    }
}

/// A whole number in groups of three digits.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn width(text: &str) -> usize {
    text.chars().count()
}

fn shortened(text: String) -> String {
    if width(&text) <= WIDEST {
        return text;
    }
    text.chars().take(WIDEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(table: &Table<2>, style: Style) -> String {
        let mut out = Vec::new();
        table.write(&mut out, style).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn example() -> Table<2> {
        let mut table = Table::new([("name", Align::Left), ("n", Align::Right)]);
        table.row(["Île".to_owned(), "1,000".to_owned()]);
        table.row(["x".repeat(50), "7".to_owned()]);
        table
    }

    #[test]
    fn columns_align_and_long_texts_are_shortened() {
        let mut table = example();
        table.sums(["all".to_owned(), "1,007".to_owned()]);
        let lines = written(&table, Style::new(false));
        let lines: Vec<_> = lines.lines().collect();
        assert_eq!(lines[0], format!("name{}n", " ".repeat(36 - 4 + 2 + 4)));
        assert_eq!(lines[1], format!("Île{}1,000", " ".repeat(36 - 3 + 2)));
        assert_eq!(lines[2], format!("{}…{}7", "x".repeat(35), " ".repeat(6)));
        assert_eq!(lines[3], "─".repeat(36 + 2 + 5));
        assert!(lines[4].starts_with("all ") && lines[4].ends_with(" 1,007"));
    }

    #[test]
    fn only_terminals_see_escapes() {
        assert!(!written(&example(), Style::new(false)).contains('\u{1b}'));
        assert!(written(&example(), Style::new(true)).starts_with("\u{1b}[1mname"));
    }

    #[test]
    fn numbers_are_grouped() {
        let shown = [0, 999, 1000, 123_456, 1_234_567].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "123,456", "1,234,567"]);
    }
}
