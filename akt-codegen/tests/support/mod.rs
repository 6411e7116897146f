//! Splits a file into items, expands our attributes in it, and reads the errors out of the result.

use std::fmt;

use proc_macro2::{Delimiter, Group, LineColumn, TokenStream, TokenTree};

/// An item with its attribute of ours, if it has one.
#[derive(Clone)]
pub(crate) struct Item {
    macro_: Option<Macro>,
    pub(crate) item: TokenStream,
}

#[derive(Clone)]
struct Macro {
    name: String,
    args: TokenStream,
}

pub(crate) struct Expansion {
    pub(crate) output: TokenStream,
}

pub(crate) struct Error {
    place: LineColumn,
    pub(crate) code: String,
    text: String,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = self.text.lines();
        let (first, place) = (lines.next().unwrap_or_default(), self.place);
        writeln!(
            formatter,
            "{}:{} {} {first}",
            place.line,
            place.column + 1,
            self.code
        )?;
        lines
            .filter(|line| line.starts_with("help"))
            .try_for_each(|line| writeln!(formatter, "    {line}"))
    }
}

impl Item {
    pub(crate) fn tokens(&self) -> String {
        self.item.to_string()
    }
}

/// An item ends with a group in braces, or with `;`.
pub(crate) fn items(file: TokenStream) -> Vec<Item> {
    let mut items = Vec::new();
    let mut tokens = Vec::new();
    for token in file {
        let ends = match &token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(punct) => punct.as_char() == ';',
            _ => false,
        };
        tokens.push(token);
        if ends {
            items.push(item(std::mem::take(&mut tokens)));
        }
    }
    assert!(tokens.is_empty(), "the last item ends");
    items
}

fn item(tokens: Vec<TokenTree>) -> Item {
    if let [TokenTree::Ident(name), _, TokenTree::Group(input)] = tokens.as_slice()
        && name == "implement"
    {
        return Item {
            macro_: Some(Macro {
                name: name.to_string(),
                args: input.stream(),
            }),
            item: TokenStream::new(),
        };
    }
    let mut macro_ = None;
    let mut item = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if let (TokenTree::Punct(pound), Some(TokenTree::Group(group))) = (&token, tokens.peek())
            && pound.as_char() == '#'
            && macro_.is_none()
            && let Some(ours) = ours(group)
        {
            let keep = ours.name == "GrainKey";
            macro_ = Some(ours);
            if !keep {
                tokens.next();
                continue;
            }
        }
        item.extend([token]);
    }
    Item { macro_, item }
}

fn ours(attribute: &Group) -> Option<Macro> {
    let mut tokens = attribute.stream().into_iter();
    let name = tokens.next()?.to_string();
    let args = match tokens.next() {
        Some(TokenTree::Group(args)) => args.stream(),
        _ => TokenStream::new(),
    };
    match name.as_str() {
        "actor" | "grain" | "handlers" | "message" | "protocol" | "main" | "handler" | "on" => {
            Some(Macro { name, args })
        }
        "derive" if args.to_string().contains("GrainKey") => Some(Macro {
            name: "GrainKey".to_owned(),
            args,
        }),
        _ => None,
    }
}

pub(crate) fn expand(item: &Item) -> Expansion {
    let tokens = item.item.clone();
    let Some(Macro { name, args }) = item.macro_.clone() else {
        return Expansion { output: tokens };
    };
    let output = match name.as_str() {
        "actor" => akt_codegen::actor(args, tokens),
        "grain" => akt_codegen::grain(args, tokens),
        "handlers" => akt_codegen::handlers(args, tokens),
        "message" => akt_codegen::message(args, tokens),
        "protocol" => akt_codegen::protocol(args, tokens),
        "implement" => akt_codegen::implement(args),
        "main" => akt_codegen::main(args, tokens),
        "handler" | "on" => akt_codegen::lone_helper(&name, tokens),
        _ => {
            let derived = akt_codegen::grain_key_derive(tokens.clone());
            tokens.into_iter().chain(derived).collect()
        }
    };
    Expansion { output }
}

/// The `compile_error!`s, with the places of their tokens.
pub(crate) fn errors(output: &TokenStream) -> Vec<Error> {
    let mut errors = Vec::new();
    let mut tokens = output.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) if ident == "compile_error" => {
                let Some(TokenTree::Group(body)) = tokens.nth(1) else {
                    panic!("compile_error! has a body")
                };
                let literal = syn::parse2::<syn::LitStr>(body.stream()).unwrap();
                let text = literal.value();
                let code = text.rsplit('#').next().unwrap_or_default().to_uppercase();
                errors.push(Error {
                    place: ident.span().start(),
                    code,
                    text,
                });
            }
            TokenTree::Group(group) => errors.extend(self::errors(&group.stream())),
            _ => {}
        }
    }
    errors
}

/// The item without one of its tokens, for each of them, in groups too.
pub(crate) fn remove_each_token(item: &Item) -> Vec<Item> {
    let mut all = Vec::new();
    for tokens in without_one(&item.item) {
        all.push(Item {
            macro_: item.macro_.clone(),
            item: tokens,
        });
    }
    if let Some(macro_) = &item.macro_ {
        for args in without_one(&macro_.args) {
            let macro_ = Some(Macro {
                name: macro_.name.clone(),
                args,
            });
            all.push(Item {
                macro_,
                item: item.item.clone(),
            });
        }
    }
    all
}

fn without_one(tokens: &TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut all = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let (before, after) = (&tokens[..index], &tokens[index + 1..]);
        let with = |middle: Option<TokenTree>| {
            before
                .iter()
                .cloned()
                .chain(middle)
                .chain(after.iter().cloned())
                .collect()
        };
        all.push(with(None));
        if let TokenTree::Group(group) = token {
            for inner in without_one(&group.stream()) {
                all.push(with(Some(TokenTree::Group(Group::new(
                    group.delimiter(),
                    inner,
                )))));
            }
        }
    }
    all
}

/// Whether the tokens of the item, except for our helper attributes, are in the output in their order.
pub(crate) fn remaining(item: &Item, output: &TokenStream) -> Result<(), String> {
    let mut output = flat(output).into_iter();
    for wanted in flat(&item.item) {
        if !output.any(|token| token == wanted) {
            return Err(wanted);
        }
    }
    Ok(())
}

fn flat(tokens: &TokenStream) -> Vec<String> {
    let mut flattened = Vec::new();
    let mut tokens = tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        if let (TokenTree::Punct(pound), Some(TokenTree::Group(group))) = (&token, tokens.peek())
            && pound.as_char() == '#'
            && is_helper(group)
        {
            tokens.next();
            continue;
        }
        match token {
            TokenTree::Group(group) => {
                flattened.push(format!("{:?}", group.delimiter()));
                flattened.extend(flat(&group.stream()));
            }
            other => flattened.push(other.to_string()),
        }
    }
    flattened
}

/// Our helper attributes, and the slips in the golden cases that are reported as such.
const HELPERS: &[&str] = &[
    "handler",
    "on",
    "ctx",
    "handlr",
    "handle",
    "message",
    "on_start",
    "on_stop",
    "on_terminated",
    "context",
];

fn is_helper(group: &Group) -> bool {
    let words = group.stream().into_iter().filter_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        _ => None,
    });
    let words: Vec<String> = words.take(2).collect();
    let helper = match words.as_slice() {
        [akt, helper] if akt == "akt" => helper,
        [helper, ..] => helper,
        [] => return false,
    };
    group.delimiter() == Delimiter::Bracket && HELPERS.contains(&helper.as_str())
}
