//! What the server renders: pages, forms and the shell around them
