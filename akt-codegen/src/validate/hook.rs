//! Rules of `#[on(…)]`.

use syn::ReturnType;

use crate::diagnostic::{Code, Diagnostics};
use crate::model::handlers::{Handlers, Hook, Moment, Reply};
use crate::parse::reply::reply;
use crate::validate::answer;
use crate::validate::argument::arguments;
use crate::validate::signature::{Noun, signature};

/// Returns for each hook whether it can be called.
pub(crate) fn hooks(model: &Handlers, diagnostics: &mut Diagnostics) -> Vec<bool> {
    let sound: Vec<bool> = model
        .hooks
        .iter()
        .map(|hook| {
            let before = diagnostics.count();
            signature(&hook.method, Noun::Hook, diagnostics);
            answer::hook(&hook.method, diagnostics);
            arguments(&hook.method, diagnostics);
            takes_what_there_is(hook, diagnostics);
            answers_nothing(hook, model, diagnostics);
            diagnostics.count() == before
        })
        .collect();
    one_for_each_moment(model, diagnostics);
    sound
}

fn takes_what_there_is(hook: &Hook, diagnostics: &mut Diagnostics) {
    let moment = hook.moment.name();
    let sent: Vec<_> = hook.method.sent().collect();
    match (hook.moment, sent.as_slice()) {
        (Moment::Start | Moment::Started | Moment::Stop, []) | (Moment::Terminated, [_]) => {}
        (Moment::Start | Moment::Started | Moment::Stop, [extra, ..]) => diagnostics.report(
            &Code::HOOK_SIGNATURE,
            &extra.ty,
            format!("there is nothing to pass here: `#[on({moment})]` takes a context at most"),
            format!(
                "write `fn {}(&mut self, ctx: &mut Ctx)`",
                hook.method.ident()
            ),
        ),
        (Moment::Terminated, _) => diagnostics.report(
            &Code::HOOK_SIGNATURE,
            hook.method.ident(),
            "`#[on(terminated)]` takes the news of one actor's end, and a context at most",
            format!(
                "write `fn {}(&mut self, terminated: Terminated, ctx: &mut Ctx)`",
                hook.method.ident()
            ),
        ),
    }
}

fn answers_nothing(hook: &Hook, model: &Handlers, diagnostics: &mut Diagnostics) {
    let ReturnType::Type(_, ty) = &hook.method.signature.output else {
        return;
    };
    let fits = match (
        hook.moment,
        reply(&hook.method.signature.output, &model.self_ty),
    ) {
        (_, Reply::Nothing) => true,
        (Moment::Start | Moment::Started | Moment::Stop, Reply::Sides { .. } | Reply::Alias(_)) => {
            true
        }
        (Moment::Start | Moment::Started | Moment::Stop, Reply::Plain(_))
        | (Moment::Terminated, _) => false,
    };
    if fits {
        return;
    }
    let (message, help) = if hook.moment == Moment::Terminated {
        (
            "nobody waits for the answer of `#[on(terminated)]`",
            "return nothing; handle the error in the body",
        )
    } else {
        (
            "nobody waits for the answer of a hook",
            "return nothing, or `Result<(), StartError>`",
        )
    };
    diagnostics.report(&Code::HOOK_SIGNATURE, ty, message, help);
}

fn one_for_each_moment(model: &Handlers, diagnostics: &mut Diagnostics) {
    for (index, hook) in model.hooks.iter().enumerate() {
        let conditional = !hook.method.carried.conditions.is_empty();
        let earlier = model.hooks.iter().take(index).find(|earlier| {
            earlier.moment == hook.moment
                && (!conditional || earlier.method.carried.conditions.is_empty())
        });
        if let Some(earlier) = earlier {
            diagnostics.report(
                &Code::HOOK_TWICE,
                &hook.attribute,
                format!(
                    "there is already a hook for `{}`: `{}`",
                    hook.moment.name(),
                    earlier.method.ident()
                ),
                format!("keep one, and call `{}` from it", hook.method.ident()),
            );
        }
    }
}
