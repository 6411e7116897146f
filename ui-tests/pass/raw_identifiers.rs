//! Names that are keywords.
#![allow(non_camel_case_types)]
use akt::prelude::*;

#[message]
pub struct r#struct {
    pub r#type: u8,
}

#[actor(remote)]
pub struct Parser {
    last: u8,
}

#[handlers]
impl Parser {
    #[handler]
    pub fn r#match(&mut self, r#type: u8, r#fn: u8) -> u8 {
        self.last = r#type + r#fn;
        self.last
    }

    #[handler]
    pub async fn r#loop(&mut self, mut r#in: Vec<u8>) -> Option<u8> {
        r#in.pop()
    }

    #[handler]
    pub fn self_(&self) -> u8 {
        self.last
    }
}

fn main() {
    let _ = |parser: &ParserRef| {
        let _call = parser.r#match(1, 2);
        let _call = parser.r#loop(Vec::new());
        let _call = parser.self_();
    };
}
