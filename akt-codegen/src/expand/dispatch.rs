//! `impl Actor`: one `match` that calls the handlers, and the hooks.
//!
//! A handler that is not async runs inside of the `match`: no future is made. The others run in a future that lives
//! in the slot of the actor's cell.

use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;

use crate::expand::block::{Block, sent};
use crate::model::handlers::{Answer, Handler, Hook, Method, Moment, Reply, Role};
use crate::parse::reply::peeled;
use crate::place::at;

pub(crate) fn actor(block: &Block<'_>) -> TokenStream {
    let Block {
        akt,
        protocol,
        protocol_ty,
        clause,
        self_ty,
        reference,
        ..
    } = block;
    let head = block.head();
    let arms = block
        .model
        .handlers
        .iter()
        .map(|handler| arm(block, handler));
    let signals = signals(block);
    let hooks = block
        .model
        .hooks
        .iter()
        .filter_map(|hook| life(block, hook));
    quote! {
        #head #akt::Actor for #self_ty #clause {
            type Protocol = #protocol_ty;
            type Ref = #reference;
            #(#hooks)*
            fn dispatch<'__a>(
                &'__a mut self,
                __message: #protocol_ty,
                __ctx: &'__a mut #akt::Ctx<Self>,
                __slot: #akt::Slot<'__a>,
            ) -> #akt::Step<'__a> {
                match __message {
                    #(#arms)*
                    #signals
                    #protocol::__Inbound(__call) => {
                        #akt::dispatch_inbound::<Self>(self, *__call, __ctx, __slot)
                    }
                    #protocol::__Carried(__carried) => {
                        #akt::dispatch_carried::<Self>(self, *__carried, __ctx, __slot)
                    }
                    #protocol::__Generics(__never, _) => match __never {},
                }
            }
        }
    }
}

fn arm(block: &Block<'_>, handler: &Handler) -> TokenStream {
    let protocol = block.protocol;
    let (arguments, _) = sent(handler);
    let (conditions, variant) = (&handler.method.carried.conditions, &handler.variant);
    let call = call(block, &handler.method);
    let akt = block.akt;
    let result = |answer: TokenStream| match &handler.reply {
        Reply::Nothing | Reply::Plain(_) => quote!(::core::result::Result::Ok(#answer)),
        Reply::Sides { .. } => answer,
        Reply::Alias(_) => quote!(#akt::ResultParts::into_result(#answer)),
    };
    let answer = result(quote!(__answer));
    let body = match (handler.answer, handler.method.is_async()) {
        (Answer::Returned, true) => {
            let future = quote!(let __answer = #call.await; __reply.send(#answer););
            run(&handler.method, &future)
        }
        (Answer::Returned, false) => {
            quote! { let __answer = #call; __reply.send(#answer); __slot.done() }
        }
        (Answer::Token, true) => run(&handler.method, &quote!(#call.await;)),
        (Answer::Token, false) => quote! { #call; __slot.done() },
        (Answer::Later, _) => {
            let future = match &handler.reply {
                Reply::Sides { .. } => quote!(__future),
                _ => {
                    let result = result(quote!(__future.await));
                    quote!(async move { #result })
                }
            };
            // At the place of the method's name, as `run` does.
            let place = handler.method.ident().span();
            let detach = at(place, quote!(#akt::Ctx::detach(__ctx, #future, __reply)));
            quote! { let __future = #call; #detach; __slot.done() }
        }
    };
    quote!(#conditions #protocol::#variant { #(#arguments,)* __reply } => { #body })
}

/// The slot is asked to run the future at the place of the method's name, so that rustc reports there what the
/// future must not hold.
fn run(method: &Method, body: &TokenStream) -> TokenStream {
    let place = method.ident().span();
    let mut body = Group::new(Delimiter::Brace, body.clone());
    body.set_span(Span::call_site().located_at(place));
    let future = at(place, quote!(async move));
    let mut argument = Group::new(Delimiter::Parenthesis, quote!(#future #body));
    argument.set_span(Span::call_site().located_at(place));
    let call = at(place, quote!(__slot.run));
    quote!(#call #argument)
}

/// `Self::deposit(self, amount, ctx)`; the arguments are bound by name.
fn call(block: &Block<'_>, method: &Method) -> TokenStream {
    let akt = block.akt;
    let arguments = method
        .parameters
        .iter()
        .map(|parameter| match parameter.role {
            Role::Sent => {
                let ident = &parameter.ident;
                quote!(#ident)
            }
            Role::Token => quote!(__reply),
            Role::TypedContext => typed_context(akt, &parameter.ty),
            Role::OwnedContext => quote!(__ctx),
            Role::UntypedContext { mutable: true } => quote!(#akt::Ctx::untyped_mut(__ctx)),
            Role::UntypedContext { mutable: false } => quote!(#akt::Ctx::untyped(__ctx)),
        });
    let ident = method.ident();
    quote!(Self::#ident(self, #(#arguments),*))
}

/// `ctx` as the type that is written, at which rustc reports a context of another actor.
fn typed_context(akt: &TokenStream, ty: &syn::Type) -> TokenStream {
    let (target, lent) = match peeled(ty) {
        syn::Type::Reference(reference) if reference.mutability.is_some() => {
            (peeled(&reference.elem), quote!(lent_mut))
        }
        syn::Type::Reference(reference) => (peeled(&reference.elem), quote!(lent)),
        other => (other, quote!(lent)),
    };
    let function = at(
        target.span(),
        quote!(<#target as #akt::ContextOf<Self>>::#lent),
    );
    quote!(#function(__ctx))
}

fn signals(block: &Block<'_>) -> TokenStream {
    let (akt, protocol) = (block.akt, block.protocol);
    let hooks = block
        .model
        .hooks
        .iter()
        .filter(|hook| hook.moment == Moment::Terminated)
        .map(|hook| {
            let conditions = &hook.method.carried.conditions;
            let argument = hook.method.sent().map(|parameter| &parameter.ident);
            let call = call(block, &hook.method);
            let body = if hook.method.is_async() {
                run(&hook.method, &quote!(#call.await;))
            } else {
                quote!(#call; __slot.done())
            };
            quote! {
                #conditions
                #protocol::__Signal(#akt::Signal::Terminated(__terminated)) => {
                    #(let #argument = *__terminated;)*
                    #body
                }
            }
        });
    quote! { #(#hooks)* #protocol::__Signal(_) => __slot.done(), }
}

/// `fn start`, `fn started` and `fn stop` of the trait.
fn life(block: &Block<'_>, hook: &Hook) -> Option<TokenStream> {
    let akt = block.akt;
    let (flag, name) = match hook.moment {
        Moment::Start => (quote!(HAS_START), quote!(start)),
        Moment::Started => (quote!(HAS_STARTED), quote!(started)),
        Moment::Stop => (quote!(HAS_STOP), quote!(stop)),
        Moment::Terminated => return None,
    };
    let conditions = &hook.method.carried.conditions;
    let call = call(block, &hook.method);
    let place = match &hook.method.signature.output {
        syn::ReturnType::Type(_, ty) => ty.span(),
        syn::ReturnType::Default => Span::call_site(),
    };
    let result = |call: TokenStream| at(place, quote!(#akt::HookResult::into_result(#call)));
    let body = if hook.method.is_async() {
        let result = result(quote!(#call.await));
        run(&hook.method, &result)
    } else {
        let result = result(call);
        quote!(__slot.done(#result))
    };
    Some(quote! {
        #conditions
        const #flag: ::core::primitive::bool = true;
        #conditions
        fn #name<'__a>(
            &'__a mut self,
            __ctx: &'__a mut #akt::Ctx<Self>,
            __slot: #akt::HookSlot<'__a>,
        ) -> #akt::Step<'__a> {
            #body
        }
    })
}
