//! An actor may live in the body of a function, where paths of modules do not reach.
use akt::prelude::*;

fn main() {
    #[message]
    struct Hello {
        name: String,
    }

    #[actor(remote)]
    struct Local {
        greeted: u64,
    }

    #[handlers]
    impl Local {
        #[handler]
        pub fn greeted(&self) -> u64 {
            self.greeted
        }

        #[handler(message)]
        fn hello(&mut self, hello: Hello) {
            let _ = hello.name;
            self.greeted += 1;
        }
    }

    fn use_it(local: &LocalRef) {
        let _call = local.greeted();
        let _call = local.hello(Hello { name: String::from("you") });
    }
    let _ = use_it;
}
