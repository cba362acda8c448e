//! Messages in the running product: mail through Postfix and Dovecot, text messages through an SMPP centre.

mod mails;
mod product;
mod texts;
