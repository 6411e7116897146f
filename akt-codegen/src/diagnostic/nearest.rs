//! Finds the name that the user probably meant.

/// The known name that is closest to `written`, when it is close enough to be a slip.
pub(crate) fn nearest<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    let limit = (written.chars().count() / 3).max(1);
    known
        .iter()
        .map(|name| (distance(written, name), *name))
        .filter(|(distance, _)| (1..=limit).contains(distance))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The number of letters to insert, remove, replace or swap with the next one (optimal string alignment).
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.to_lowercase().chars().collect();
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut rows: [Vec<usize>; 3] = [Vec::new(), Vec::new(), (0..=right.len()).collect()];
    for (i, a) in left.iter().enumerate() {
        rows.rotate_left(1);
        let [two_up, up, row] = &mut rows;
        row.clear();
        row.push(i + 1);
        let mut previous = None;
        for (j, b) in right.iter().enumerate() {
            let at =
                |cells: &[usize], index: usize| cells.get(index).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(up, j) + usize::from(a != b))
                .min(at(up, j + 1) + 1)
                .min(at(row, j) + 1);
            let swapped = i > 0 && j > 0 && previous == Some(a) && left.get(i - 1) == Some(b);
            if swapped {
                best = best.min(at(two_up, j - 1) + 1);
            }
            row.push(best);
            previous = Some(b);
        }
    }
    let [_, _, last] = rows;
    last.last().copied().unwrap_or(left.len())
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn distance_counts_single_edits() {
        for (left, right, expected) in [
            ("mailbox", "mailbox", 0),
            ("mailbx", "mailbox", 1),
            ("mialbox", "mailbox", 1),
            ("nmae", "name", 1),
            ("", "key", 3),
            ("key", "", 3),
            ("Handler", "handler", 0),
        ] {
            assert_eq!(distance(left, right), expected, "{left} → {right}");
        }
    }

    #[test]
    fn far_names_are_no_suggestion() {
        assert_eq!(nearest("mailbx", &["name", "mailbox"]), Some("mailbox"));
        assert_eq!(nearest("colour", &["name", "mailbox"]), None);
        assert_eq!(nearest("on", &["on"]), None);
    }
}
