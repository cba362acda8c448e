//! contact-log
