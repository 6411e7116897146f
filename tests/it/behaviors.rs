//! States of actors: the stack of states, and what becomes of messages when the stash is full.

use akt::actor::DeadLetterReason;
use akt::base::limits::BEHAVIOR_STACK;
use akt::prelude::*;

use crate::support::{Log, on_every_runtime, soon};

/// Reads in one state, writes in another, and asks for a password in between.
#[actor(states(Reading, Writing, Asking), stash = 1)]
#[derive(Default)]
struct Editor {
    log: Log,
}

#[handlers]
impl Editor {
    #[handler]
    pub fn become_stacked(&mut self, writing: bool, ctx: &mut Ctx<Self>) -> bool {
        let state = if writing {
            EditorState::Writing
        } else {
            EditorState::Asking
        };
        ctx.become_stacked(state).is_ok()
    }

    #[handler]
    pub fn read_again(&mut self, ctx: &mut Ctx<Self>) {
        ctx.become_(EditorState::Reading);
    }

    #[handler]
    pub fn go_back(&mut self, ctx: &mut Ctx<Self>) -> (bool, EditorState) {
        (ctx.unbecome(), ctx.state())
    }

    #[handler(in = Writing)]
    pub fn write(&mut self, text: String) -> usize {
        self.log.add(text);
        self.log.all().len()
    }

    #[handler]
    pub fn burst(&mut self) {
        panic!("planned: burst");
    }
}

#[test]
fn states_are_left_in_the_reverse_order_and_the_first_one_stays() {
    on_every_runtime(|system| async move {
        let editor = system.spawn(Editor::default()).await.unwrap();
        for writing in [true, false] {
            assert_eq!(soon(editor.become_stacked(writing)).await, Ok(true));
        }
        let back = async || soon(editor.go_back()).await.unwrap();
        assert_eq!(back().await, (true, EditorState::Writing));
        assert_eq!(back().await, (true, EditorState::Reading));
        for _ in 0..2 {
            assert_eq!(back().await, (false, EditorState::Reading), "never below");
        }
    });
}

#[test]
fn a_change_of_state_forgets_what_was_stacked_and_the_stack_is_bounded() {
    on_every_runtime(|system| async move {
        let editor = system.spawn(Editor::default()).await.unwrap();
        for taken in 0..BEHAVIOR_STACK + 2 {
            let fits = soon(editor.become_stacked(true)).await.unwrap();
            assert_eq!(fits, taken < BEHAVIOR_STACK, "{taken}");
        }
        soon(editor.read_again()).await.unwrap();
        let back = soon(editor.go_back()).await;
        assert_eq!(back, Ok((false, EditorState::Reading)));
    });
}

#[test]
fn what_finds_no_room_in_the_stash_is_a_dead_letter_and_its_asker_is_told() {
    on_every_runtime(|system| async move {
        let letters = system.dead_letters(8);
        let editor = system.spawn(Editor::default()).await.unwrap();
        editor.write("a".to_owned()).tell().unwrap();
        editor.write("b".to_owned()).tell().unwrap();
        let letter = soon(letters.recv()).await.unwrap();
        let expected = ("write", DeadLetterReason::StashFull, editor.uid());
        assert_eq!((letter.method, letter.reason, letter.uid), expected);
        let asked = soon(editor.write("c".to_owned())).await;
        assert_eq!(asked, Err(AskError::Rejected("Reading".into())));
        assert_eq!(soon(editor.become_stacked(true)).await, Ok(true));
        assert_eq!(soon(editor.write("d".to_owned())).await, Ok(2));
    });
}

#[test]
fn a_restart_begins_in_the_first_state_with_nothing_stacked() {
    on_every_runtime(|system| async move {
        let editor = system.spawn_with(Editor::default).await.unwrap();
        assert_eq!(soon(editor.become_stacked(true)).await, Ok(true));
        assert_eq!(soon(editor.burst()).await, Err(AskError::Panicked));
        let back = soon(editor.go_back()).await;
        assert_eq!(back, Ok((false, EditorState::Reading)));
    });
}
