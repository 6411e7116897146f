//! Every rule of the macros: its number, what it is called, and why it exists.
//!
//! A number is never used again for another rule, because users look it up. `akt::docs::errors` shows this table.

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Code {
    /// `AKT0012`.
    pub id: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// Why it is refused and what to write.
    pub help: &'static str,
}

macro_rules! codes {
    ($($constant:ident $id:literal $title:literal $help:literal)*) => {
        impl Code {
            $(pub(crate) const $constant: Self = Self { id: $id, title: $title, help: $help };)*
        }

        /// All rules, by number.
        pub const ALL: &[Code] = &[$(Code::$constant),*];
    };
}

codes! {
    UNREADABLE "AKT0001" "the item is not finished"
        "The macro could not read the item's head. Finish it; what was understood is still generated."
    WRONG_ITEM "AKT0002" "the attribute stands on the wrong kind of item"
        "`#[actor]`, `#[grain]` and `#[message]` stand on a struct or an enum, `#[handlers]` on an `impl` block, `#[protocol]` on a trait, `#[akt::main]` on a function."
    UNKNOWN_OPTION "AKT0003" "unknown option"
        "The text of the error lists the options that the attribute has."
    OPTION_TWICE "AKT0004" "an option or attribute is given twice"
        "Keep one of the two."
    BAD_VALUE "AKT0005" "an option has the wrong kind of value"
        "The text of the error shows the form that the option takes."
    EMPTY_NAME "AKT0006" "a name is empty"
        "The name identifies the type between nodes; leave the option out to get `package.Type`."
    FOREIGN_OPTION "AKT0007" "the option belongs to another attribute"
        "`key` and `idle` are for `#[grain]`. `remote`, `passivate` and `requires` are for `#[actor]`: a grain can always move, has `idle`, and has no spawn that could give it something."
    HELPER_OUTSIDE "AKT0008" "a helper attribute stands where nothing reads it"
        "`#[handler]` and `#[on(…)]` mark methods of an `impl` block that has `#[handlers]`."
    UNKNOWN_HELPER "AKT0009" "unknown helper attribute"
        "The helpers are `#[handler]` and `#[on(…)]` on methods, and `#[ctx]` on an argument."
    BAD_MAILBOX "AKT0010" "a bounded mailbox without room"
        "An actor whose mailbox holds no message never receives one."
    ACTOR_LIFETIME "AKT0011" "an actor with a lifetime parameter"
        "An actor lives as long as it likes and on any thread, so it owns its state: use `String`, `Arc<T>`, or an index."
    NO_RECEIVER "AKT0012" "a handler without `self`"
        "A handler works on the actor's state: it takes `&mut self`, or `&self` when it only reads."
    SELF_BY_VALUE "AKT0013" "a handler that takes `self` by value"
        "The actor lives on after the message. To end it, call `ctx.stop()`."
    TYPED_SELF "AKT0014" "a handler with a typed `self`"
        "The runtime holds the actor and lends it: write `&mut self` or `&self`."
    BORROWED_ARGUMENT "AKT0015" "an argument that borrows"
        "A message outlives the call that sends it, so its arguments are owned: `String` for `&str`, `Vec<T>` for `&[T]`, `T` or `Arc<T>` for `&T`."
    IMPL_ARGUMENT "AKT0016" "an argument of type `impl Trait`"
        "Every argument is a field of the actor's protocol and needs a name for its type: a concrete type, or a parameter of the actor."
    GENERIC_HANDLER "AKT0017" "a handler with its own generics"
        "The protocol has one variant for each handler. Put the parameter on the actor, or write one handler for each type."
    PATTERN_ARGUMENT "AKT0018" "an argument that is a pattern"
        "The argument's name becomes the name of the reference's argument. Take it by name and destructure it in the body."
    FOREIGN_FUNCTION "AKT0019" "an `unsafe`, `extern` or variadic handler"
        "Handlers are called by generated safe code. Keep the unsafe part inside the body, with its reason."
    CONST_HANDLER "AKT0020" "a `const fn` handler"
        "A handler runs when a message arrives. Keep the `const fn` as an ordinary method and call it."
    IMPL_REPLY "AKT0021" "a reply of type `impl Trait`"
        "The reply is sent to whoever asked, so its type needs a name: return the concrete type or a `Box<dyn …>`."
    BORROWED_REPLY "AKT0022" "a reply that borrows"
        "The reply leaves the actor, so it cannot borrow from its state: return an owned value."
    RESERVED_NAME "AKT0023" "a name that the reference needs for itself"
        "The reference is a clonable, comparable handle; a method of that name would hide the one of the standard library. Rename the handler."
    DUPLICATE_HANDLER "AKT0024" "two handlers of one name"
        "A message finds its handler by name."
    VARIANT_COLLISION "AKT0025" "two handlers whose names differ in underscores only"
        "Each handler has a variant in the protocol, named in UpperCamelCase; two must not be equal."
    TRAIT_IMPL "AKT0026" "handlers in the implementation of a trait"
        "Handlers are inherent methods of the actor. Write a second block, `impl Account { … }`, and call the trait's methods from it."
    HOOK_TWICE "AKT0027" "two hooks of one kind"
        "Each moment of the life has one hook; call the second one from the first."
    HOOK_SIGNATURE "AKT0028" "a hook with a signature that does not fit"
        "`#[on(start)]` and `#[on(stop)]` take `&mut self` and an optional context; `#[on(terminated)]` takes the `Terminated` as well."
    HANDLER_AND_HOOK "AKT0029" "a method that is handler and hook"
        "A hook is called by the runtime, a handler by a message. Write the handler as its own method that calls the hook."
    TWO_CONTEXTS "AKT0030" "two context arguments"
        "There is one context for each message."
    OWNED_CONTEXT "AKT0031" "a context by value"
        "The context is lent for the time of the message: write `&mut Ctx` or `&Ctx`."
    MESSAGE_ARITY "AKT0032" "a message handler that does not take exactly one message"
        "`#[handler(message)]` handles one `#[message]` type; use plain `#[handler]` for any other list of arguments."
    MESSAGE_TWICE "AKT0033" "two handlers of one message type"
        "A message type finds its handler by type, so there is one."
    ARGUMENT_CFG "AKT0034" "an argument with `cfg`"
        "The argument is part of the protocol on all nodes. Put `cfg` on the handler, or write two handlers."
    UNKNOWN_HOOK "AKT0035" "unknown hook"
        "The hooks are `start`, `stop` and `terminated`."
    NOT_AN_ACTOR_TYPE "AKT0036" "handlers of a type that cannot be an actor"
        "Write the name of the struct that has `#[actor]` or `#[grain]`: `impl Account { … }`."
    RESERVED_ARGUMENT "AKT0037" "an argument name that generated code uses"
        "Names that begin with two underscores belong to the generated code. Rename the argument."
    NO_KEY "AKT0040" "a grain without a key"
        "A grain is found by its key: name its type, `#[grain(key = AccountId)]`."
    BAD_DURATION "AKT0041" "a text that is no duration"
        "A duration is a whole number with a unit, without spaces: \"250ms\", \"30s\", \"5m\" or \"2h\"; at least one millisecond."
    BAD_NUMBER "AKT0042" "a number that is too small or too large"
        "The text of the error says from where to where the number goes. A limit of 0 would let nothing through."
    KEY_SHAPE "AKT0045" "a grain key that is not a struct"
        "The bytes of a key are those of its fields in order, so a key is a struct. Use a struct that holds the discriminant."
    EMPTY_KEY "AKT0046" "a grain key without fields"
        "All grains of the kind would be one. Give the key a field."
    KEY_LIFETIME "AKT0047" "a grain key with a lifetime parameter"
        "A key is kept by the runtime and sent to other nodes, so it owns its parts."
    MACHINE_INTEGER "AKT0050" "`usize` or `isize` in a message"
        "Its width differs between machines and rkyv cuts it to 32 bits. Use `u64` or `i64`."
    BORROWED_FIELD "AKT0051" "a message that borrows"
        "A message outlives the call that sends it, so it owns its parts: `String` for `&str`, `Vec<T>` for `&[T]`."
    POINTER_FIELD "AKT0052" "a raw pointer in a message"
        "An address means nothing to another node. Send the value."
    FUNCTION_FIELD "AKT0053" "a function in a message"
        "Code does not travel between nodes. Send an enum that names what to do."
    UNION_MESSAGE "AKT0054" "a union as a message"
        "Nobody can tell which field of a union is valid. Use an enum."
    IMPL_FIELD "AKT0055" "`impl Trait` in a message"
        "A field needs a type with a name. Give the message a type parameter with that bound."
    DYN_FIELD "AKT0056" "a trait object in a message"
        "The receiver cannot know which type is behind the trait. Use an enum of the types that can occur."
    EMPTY_ENUM "AKT0057" "a message without a value"
        "An enum without variants cannot be sent. Give it a variant, or use a unit struct."
    MAIN_NOT_ASYNC "AKT0060" "a `main` that is not async"
        "`#[akt::main]` runs an async function to its end; without `async` the attribute is not needed."
    MAIN_ARGUMENTS "AKT0061" "a `main` with arguments"
        "Nobody passes them. Read `std::env::args()`."
    MAIN_QUALIFIED "AKT0062" "a generic, `unsafe`, `const` or `extern` `main`"
        "The entry point of a program is an ordinary function."
    STATE_COUNT "AKT0070" "too few or too many states"
        "States are for handlers that are there in some of them only: an actor has two or more, and 64 at most."
    STATE_TWICE "AKT0071" "a state is named twice"
        "Keep one of the two."
    STATE_NAME "AKT0072" "a state that is not in UpperCamelCase"
        "States are the variants of an enum, `DoorState` for `Door`, and are named like variants."
    OTHERWISE_ALONE "AKT0073" "`otherwise` without `in`"
        "`otherwise` says what becomes of a message in the states that `in` does not name. Without `in` the handler is there in all of them."
    BLOCKING_ASYNC "AKT0074" "an async handler that is `blocking`"
        "A blocking handler has a thread of its own for as long as it runs, and blocks it; an async one waits without a thread. Choose one of the two."
    TOKEN_AND_REPLY "AKT0075" "an answer beside a reply"
        "A handler that takes the reply answers through it, now or later, and returns nothing."
    TWO_TOKENS "AKT0076" "two replies"
        "There is one asker for each message, and one way back to it."
    BORROWING_FUTURE "AKT0077" "a future that may borrow the actor"
        "The actor goes on while the future runs, so the future owns what it needs: end its type with `+ 'static`, or with `+ use<>`."
    ASYNC_FUTURE "AKT0078" "an async handler that returns a future"
        "An `async fn` keeps the actor until the answer is there; a handler that returns a future lets it go on. Choose one of the two."
    IN_FLIGHT_ALONE "AKT0079" "`in_flight` without `reentrancy`"
        "Only an actor that says by `reentrancy` what it does meanwhile makes requests, and `in_flight` limits them."
    PROTOCOL_SHAPE "AKT0080" "a protocol that is more than a list of methods"
        "A protocol says what can be asked of an actor, and nothing else: it has no generics, no supertraits, no constants and no types. An actor that promises more names several protocols."
    PROTOCOL_METHOD "AKT0081" "a method of a protocol that says how it is handled"
        "A protocol says what is asked and what is answered. A body, `async`, a context or a reply, and `Self` belong to the handler of an actor; and a method is there for every actor, so it has no `cfg`."
    HANDLER_MISSING "AKT0082" "a handler that a protocol of the actor declares is missing"
        "Every method of a protocol that `#[handlers(…)]` names has its handler, of the same name."
    HANDLER_DIFFERS "AKT0083" "a handler that does not take what its protocol declares"
        "The handler takes as many arguments as the method of the protocol, of the same types and in the same order; their names may differ. A context and a reply do not count."
    HANDLER_HIDDEN "AKT0084" "a private handler for a method of a protocol"
        "What a protocol of the actor declares can be called by everyone who has a narrowed reference: write `pub`."
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn numbers_rise_and_texts_are_there() {
        for pair in ALL.windows(2) {
            assert!(
                pair[0].id < pair[1].id,
                "{} stands before {}",
                pair[0].id,
                pair[1].id
            );
        }
        for code in ALL {
            assert!(
                code.id.starts_with("AKT") && code.id.len() == 7,
                "{}",
                code.id
            );
            assert!(
                !code.title.is_empty() && code.help.ends_with('.'),
                "{}",
                code.id
            );
        }
    }
}
