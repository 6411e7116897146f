//! Writes tokens as a person would, for the `help: write …` lines.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// The tokens as source text. Only spaces are decided here; the words are the user's.
pub(crate) fn source(tokens: &dyn ToTokens) -> String {
    let mut text = String::new();
    write(tokens.to_token_stream(), &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    let mut glued = true;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                space(
                    !glued && text.ends_with([',', ':', '>', '=']) && !text.ends_with("::"),
                    text,
                );
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
                glued = false;
            }
            TokenTree::Punct(punct) => {
                let letter = punct.as_char();
                let opens = matches!(letter, '&' | '\'' | '#' | '-' | '=' | '+' | '*');
                space(
                    opens && !glued && !text.ends_with(['<', '&', '-', '=']),
                    text,
                );
                text.push(letter);
                let single = !text.ends_with("::");
                glued = punct.spacing() == Spacing::Joint
                    || matches!(letter, '<' | '&' | '\'' | '#' | '*' | '.')
                    || (letter == ':' && !single);
            }
            word @ (TokenTree::Ident(_) | TokenTree::Literal(_)) => {
                space(!glued && !text.is_empty(), text);
                text.push_str(&word.to_string());
                glued = false;
            }
        }
    }
}

fn space(wanted: bool, text: &mut String) {
    if wanted && !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::source;

    #[test]
    fn signatures_read_like_source() {
        for written in [
            "fn add(&mut self, amount: u64) -> Result<u64, BankError>",
            "async fn rename(&self, name: std::string::String)",
            "Vec<(u8, [u8; 4])>",
            "Box<dyn Fn(u8) -> u8 + Send>",
            "fn get(&self, key: &'static str) -> Option<Cow<'static, str>>",
        ] {
            let tokens: proc_macro2::TokenStream = written.parse().unwrap();
            assert_eq!(source(&tokens), written);
        }
    }
}
