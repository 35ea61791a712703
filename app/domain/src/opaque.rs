//! How types keep quiet that hold what people typed or may know, secrets, or addresses.

/// Lets types say no more than their name where they are printed, so that no line of a log and no message of a panic tells
/// what they hold.
#[macro_export]
macro_rules! opaque {
    ($($name:ident),+ $(,)?) => {$(
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(::std::stringify!($name))
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    struct Answer {
        words: String,
    }

    crate::opaque!(Answer);

    #[test]
    fn nothing_but_the_name_is_printed() {
        let answer = Answer { words: "tea in the garden".into() };
        assert_eq!(format!("{answer:?} {:?}", Some(&answer)), "Answer Some(Answer)");
        assert!(!answer.words.is_empty());
    }
}
