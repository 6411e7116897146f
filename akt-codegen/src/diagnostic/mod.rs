//! Collects what is wrong with the user's code, and turns it into `compile_error!`s: all of them at once.
//!
//! A collector that is dropped without being read panics, so that no stage can lose a report on its way out.

mod codes;
mod nearest;
mod source;

pub(crate) use codes::Code;
pub use codes::{ALL as CODES, Code as ErrorCode};
pub(crate) use nearest::nearest;
pub(crate) use source::source;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

/// One thing that is wrong: which rule, where, what, and what to write instead.
struct Report {
    code: &'static Code,
    start: Span,
    end: Span,
    message: String,
    help: String,
}

/// The reports of one expansion, in the order in which they were found.
pub(crate) struct Diagnostics {
    reports: Vec<Report>,
    read: bool,
}

impl Diagnostics {
    pub(crate) fn new() -> Self {
        Self {
            reports: Vec::new(),
            read: false,
        }
    }

    /// Reports at the tokens of `place`; at the attribute itself when `place` has none.
    pub(crate) fn report(
        &mut self,
        code: &'static Code,
        place: &dyn ToTokens,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let mut tokens = place.to_token_stream().into_iter();
        let first = tokens.next();
        let start = first.as_ref().map_or_else(Span::call_site, TokenTree::span);
        let end = tokens.last().as_ref().map_or(start, TokenTree::span);
        self.reports.push(Report {
            code,
            start,
            end,
            message: message.into(),
            help: help.into(),
        });
    }

    /// Reports at one span, for places that have no tokens of their own.
    pub(crate) fn report_at(
        &mut self,
        code: &'static Code,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.reports.push(Report {
            code,
            start: span,
            end: span,
            message: message.into(),
            help: help.into(),
        });
    }

    /// How many reports there are: a rule compares it before and after.
    pub(crate) fn count(&self) -> usize {
        self.reports.len()
    }

    /// The `compile_error!`s; `None` when nothing is wrong.
    pub(crate) fn finish(mut self) -> Option<TokenStream> {
        self.read = true;
        if self.reports.is_empty() {
            return None;
        }
        Some(self.reports.iter().map(Report::to_compile_error).collect())
    }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        assert!(
            self.read || std::thread::panicking(),
            "invariant: every collector of diagnostics is read by finish()"
        );
    }
}

impl Report {
    /// rustc indents every line after the first by the width of `error: `, so the text has no indentation of its own.
    fn text(&self) -> String {
        let anchor = self.code.id.to_ascii_lowercase();
        format!(
            "{}\n\nhelp: {}\nsee:  akt::docs::errors#{anchor}",
            self.message, self.help
        )
    }

    /// The first token of the macro call has the first span and the last one the last: rustc underlines all between.
    fn to_compile_error(&self) -> TokenStream {
        let text = proc_macro2::Literal::string(&self.text());
        let path = quote_spanned!(self.start=> ::core::compile_error!);
        let mut body = proc_macro2::Group::new(proc_macro2::Delimiter::Brace, quote!(#text));
        body.set_span(self.end);
        quote!(#path #body)
    }
}
