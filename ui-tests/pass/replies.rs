//! All forms of replies.
#![deny(warnings)]
#![allow(clippy::unused_unit)]
use std::io;

use akt::prelude::*;

type Short<T> = Result<T, u8>;

#[actor]
pub struct Speaker;

#[handlers]
impl Speaker {
    #[handler]
    pub fn nothing(&self) {}

    #[handler]
    pub fn unit(&self) -> () {}

    #[handler]
    pub fn plain(&self) -> Vec<u8> {
        Vec::new()
    }

    #[handler]
    pub fn sides(&self) -> Result<u8, String> {
        Ok(1)
    }

    #[handler]
    pub async fn std_path(&self) -> std::result::Result<(), ()> {
        Ok(())
    }

    #[handler]
    pub async fn alias(&self) -> io::Result<u8> {
        Ok(1)
    }

    #[handler]
    pub fn not_flattened(&self) -> Short<u8> {
        Ok(1)
    }

    #[handler]
    pub fn remoting(&self) -> &'static str {
        "a name of the runtime"
    }

    #[handler]
    pub fn dispatch(&self, boxed: Box<dyn Fn(&str) -> u8 + Send>) -> (u8,) {
        (boxed(""),)
    }

    #[handler]
    pub async fn start(&mut self) {}
}

fn main() {}
