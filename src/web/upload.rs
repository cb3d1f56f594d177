//! A form with a file: bounded by its route, marked against forgery like any other.

use super::form::{Form, is_foreign};
use super::problem::Problem;
use super::viewer::Viewer;
use crate::kernel::Refusal;
use axum::extract::Multipart;
use axum::http::HeaderMap;

/// What was sent.
pub struct Upload {
    /// The fields beside the file.
    pub form: Form,
    /// The file's name as the sender has it.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Upload {
    /// Reads a form with the file `file`.
    ///
    /// # Errors
    /// A body that breaks off or is too large, a form from another site or without its mark.
    pub async fn read(viewer: &Viewer, headers: &HeaderMap, mut parts: Multipart) -> Result<Self, Problem> {
        let broken = |error: axum::extract::multipart::MultipartError| Problem::Bare(error.status());
        let mut upload = Self { form: Form::empty(), name: String::new(), bytes: Vec::new() };
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            let field = part.name().unwrap_or_default().to_owned();
            if field == "file" {
                part.file_name().unwrap_or_default().clone_into(&mut upload.name);
                upload.bytes = part.bytes().await.map_err(broken)?.to_vec();
            } else {
                upload.form = upload.form.with(field, part.text().await.map_err(broken)?);
            }
        }
        if is_foreign(headers) || !viewer.marks(upload.form.value("mark")) {
            return Err(Refusal::forbidden("form-from-elsewhere").into());
        }
        Ok(upload)
    }

    /// The file; when none was chosen, the form says so.
    pub fn file(&mut self) -> Option<Vec<u8>> {
        if self.bytes.is_empty() {
            self.form.refuse(Refusal::new("field-needed").at("file"));
            return None;
        }
        Some(std::mem::take(&mut self.bytes))
    }
}
