//! The site through its front door: HTTP, a browser's cookies and forms, on both databases.

mod bad_input;
mod every_page;
mod site;
