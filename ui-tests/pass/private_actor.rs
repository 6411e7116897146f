//! A private actor may use private types, and nothing about it is public.
#![deny(warnings)]
use akt::prelude::*;

mod inner {
    use akt::prelude::*;

    #[message]
    struct Ask {
        depth: u8,
    }

    struct Answer;

    #[actor]
    struct Secret {
        answers: u8,
    }

    #[handlers]
    impl Secret {
        #[handler(message)]
        fn ask(&mut self, ask: Ask) -> Answer {
            self.answers += ask.depth;
            Answer
        }

        #[handler]
        fn again(&mut self, answer: Answer) -> Result<Answer, Answer> {
            Ok(answer)
        }
    }

    pub(super) fn use_it() {
        let _ = |secret: &SecretRef| {
            let _call = secret.ask(Ask { depth: 1 });
            let _call = secret.again(Answer);
        };
        let _ = Secret { answers: 0 };
    }
}

#[actor(remote)]
enum Switch {
    On,
    Off,
}

#[handlers]
impl Switch {
    #[handler]
    pub fn flip(&mut self) -> bool {
        *self = match self {
            Self::On => Self::Off,
            Self::Off => Self::On,
        };
        matches!(self, Self::On)
    }
}

fn main() {
    inner::use_it();
    let _ = Switch::Off;
}
