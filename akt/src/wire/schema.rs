//! What a type looks like on the wire. rkyv bytes do not say what they are, so nodes compare fingerprints of these
//! descriptions before they exchange a message.
//!
//! A description is a walk over the type graph. The first time a named type is met it is written out, each later time
//! only the number of that first time, so recursive types end and the walk is linear in the number of types.

use core::any::TypeId;

use rkyv::{Archive, Deserialize, Serialize, bytecheck::CheckBytes};

use crate::base::limits::WIRE_DEPTH;
use crate::wire::{Wire, WireDecoder, WireEncoder, WireValidator};

/// A type whose layout on the wire is described, written by `#[message]`.
///
/// `usize` and `isize` have none on purpose: they differ between machines.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot travel between nodes",
    label = "not a wire type",
    note = "put `#[message]` on the type if it is yours; if not, send what it is made of: `String` for `Arc<str>`, `u64` for `usize`, whose width differs between machines"
)]
pub trait Schema:
    Archive<Archived: for<'a> CheckBytes<WireValidator<'a>> + Deserialize<Self, WireDecoder>>
    + for<'a> Serialize<WireEncoder<'a>>
    + Sized
    + Send
    + 'static
{
    /// Describes the type.
    fn describe(schema: &mut SchemaWriter);
}

/// A type that can travel, as generated code names each field of a message once, for the error at the user's type.
#[derive(Debug)]
pub struct Travels<T: Schema>(core::marker::PhantomData<fn() -> T>);

/// Kinds of entries of a description. The numbers are part of every fingerprint and never change.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tag {
    Structure = 1,
    Enumeration = 2,
    Field = 3,
    Variant = 4,
    End = 5,
    Back = 6,
    Primitive = 7,
    Generic = 8,
    Infallible = 9,
}

/// Collects the description of a type.
#[derive(Debug, Default)]
pub struct SchemaWriter {
    out: Vec<u8>,
    /// Named types in the order in which they were met.
    seen: Vec<TypeId>,
    /// The type that is being described, until it names itself.
    current: Option<TypeId>,
    /// The types that are being described, each inside the one before.
    open: Vec<TypeId>,
    /// Whether values can nest deeper than they may: a type holds itself, or types are as deep as that.
    deep: bool,
}

impl SchemaWriter {
    /// Describes a struct: its name without module path, then its fields in order.
    pub fn structure(&mut self, name: &str, fields: impl FnOnce(&mut FieldWriter<'_>)) {
        self.named(Tag::Structure, name);
        fields(&mut FieldWriter { schema: self });
        self.tag(Tag::End);
    }

    /// Describes an enum: its name without module path, then its variants in order.
    pub fn enumeration(&mut self, name: &str, variants: impl FnOnce(&mut VariantWriter<'_>)) {
        self.named(Tag::Enumeration, name);
        variants(&mut VariantWriter { schema: self });
        self.tag(Tag::End);
    }

    /// Describes a type without parts by its fixed name.
    pub(crate) fn primitive(&mut self, name: &str) {
        self.tag(Tag::Primitive);
        self.text(name);
    }

    /// Opens a container such as a list by its fixed name; its parts follow through [`visit`](Self::visit), then
    /// [`end`](Self::end).
    pub(crate) fn generic(&mut self, name: &str) {
        self.tag(Tag::Generic);
        self.text(name);
    }

    pub(crate) fn end(&mut self) {
        self.tag(Tag::End);
    }

    /// Describes a number that belongs to the type, such as the length of an array.
    pub(crate) fn number(&mut self, number: u64) {
        self.out.extend_from_slice(&number.to_le_bytes());
    }

    pub(crate) fn infallible<T: Wire>(&mut self) {
        self.tag(Tag::Infallible);
        self.visit::<T>();
    }

    /// Describes `T`, or refers to where it was described already.
    pub(crate) fn visit<T: Wire>(&mut self) {
        let id = TypeId::of::<T>();
        if let Some(first) = self.seen.iter().position(|seen| *seen == id) {
            self.tag(Tag::Back);
            self.number(first as u64);
            self.deep |= self.open.contains(&id);
            return;
        }
        self.current = Some(id);
        self.open.push(id);
        self.deep |= self.open.len() > WIRE_DEPTH;
        T::describe_wire(self);
        self.open.pop();
        self.current = None;
    }

    /// Whether values of what was described can nest deeper than they may.
    pub(crate) fn is_deep(&self) -> bool {
        self.deep
    }

    pub(crate) fn into_description(self) -> Vec<u8> {
        self.out
    }

    fn named(&mut self, tag: Tag, name: &str) {
        if let Some(id) = self.current.take() {
            self.seen.push(id);
        }
        self.tag(tag);
        self.text(name);
    }

    fn tag(&mut self, tag: Tag) {
        self.out.push(tag as u8);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.out.extend_from_slice(text.as_bytes());
    }
}

/// Collects the fields of a struct or of a variant.
#[derive(Debug)]
pub struct FieldWriter<'a> {
    schema: &'a mut SchemaWriter,
}

impl FieldWriter<'_> {
    /// Describes the next field. Fields of a tuple are named `0`, `1`, ….
    pub fn field<T: Schema>(&mut self, name: &str) {
        self.schema.tag(Tag::Field);
        self.schema.text(name);
        self.schema.visit::<T>();
    }
}

/// Collects the variants of an enum.
#[derive(Debug)]
pub struct VariantWriter<'a> {
    schema: &'a mut SchemaWriter,
}

impl VariantWriter<'_> {
    /// Describes the next variant with its fields.
    pub fn variant(&mut self, name: &str, fields: impl FnOnce(&mut FieldWriter<'_>)) {
        self.schema.tag(Tag::Variant);
        self.schema.text(name);
        fields(&mut FieldWriter {
            schema: self.schema,
        });
        self.schema.tag(Tag::End);
    }
}
