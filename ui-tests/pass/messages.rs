//! All shapes of messages, also those that hold themselves.
#![deny(warnings)]
use akt::prelude::*;

#[message]
#[derive(Debug, Clone, PartialEq)]
pub struct Unit;

#[message]
#[derive(Debug)]
pub struct Pair(pub u64, pub Option<String>);

#[message(name = "shapes.Named")]
pub struct Named<T: Clone> {
    pub list: Vec<T>,
    pub bytes: [u8; 4],
    pub nested: Result<Box<Pair>, Unit>,
}

#[message]
pub enum Shape {
    Point,
    Circle(u32),
    Square { side: u32 },
}

#[message]
#[derive(Debug)]
pub enum Expr {
    Number(i64),
    Sum(Box<Expr>, Box<Self>),
}

#[message]
pub struct Tree {
    pub value: u64,
    pub children: Vec<Tree>,
}

#[message]
pub struct Nested<T> {
    pub value: T,
    pub inner: Option<Box<Nested<T>>>,
}

fn main() {}
