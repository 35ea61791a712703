//! One function per thing a person can do: permit, transaction, store, outbox
