//! A macro for vocabularies that programs read: enums whose values each have one stable name.

/// Declares enums whose values each have a stable kebab-case name. Values stand in the order of their names, so that whatever is
/// sorted by one is sorted by the other; a test in each module that declares one checks it.
macro_rules! names {
    ($($(#[$about:meta])* $named:ident { $($(#[$meaning:meta])* $value:ident = $name:literal;)+ })+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $named {
            $($(#[$meaning])* $value,)+
        }

        impl $named {
            /// Every value, in the order of the names.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The stable name, as the account of a bundle gives it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $name,)+
                }
            }
        }
    )+};
}

pub(crate) use names;
