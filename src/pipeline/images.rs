//! The images that sections refer to: read once each, by their place and by their path in Typst's world.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::project::Project;
use crate::report::Report;
use crate::report::links;
use crate::source::Span;
use crate::text;

/// The images of a report.
#[derive(Debug, Clone, Default)]
pub(super) struct Images {
    /// The path in Typst's world, by the place of the image.
    pub(super) paths: BTreeMap<Span, String>,
    /// The bytes, by that path.
    pub(super) files: BTreeMap<String, Arc<[u8]>>,
    /// The paths relative to the report of the files read.
    pub(super) referred: BTreeSet<String>,
}

impl Images {
    /// Reads every image of the report; those on the network are the business of a check.
    pub(super) fn read(project: &Project, report: &Report) -> (Images, Diagnostics) {
        let mut images = Images::default();
        let mut found = Diagnostics::default();
        for section in &report.sections {
            for image in section.images() {
                if links::scheme(&image.path).is_some() || image.path.starts_with("//") {
                    continue;
                }
                match project.read_image(section.source, &image.path) {
                    Ok(file) => {
                        let path = format!("/file/{}", file.name);
                        images.files.entry(path.clone()).or_insert_with(|| file.bytes.into());
                        images.referred.insert(file.name);
                        images.paths.insert(image.span, path);
                    }
                    Err(problem) => {
                        found.push(problem.diagnostic(&image.path, image.path_span(&project.sources)));
                    },
                }
            }
        }
        (images, found)
    }

    /// Takes out the images that Typst complains of, and says so; returns whether there were any.
    pub(super) fn refuse(&mut self, complaints: &Diagnostics, found: &mut Diagnostics) -> bool {
        let before = self.paths.len();
        for complaint in complaints.iter() {
            let inside = |span: &Span| {
                span.file == complaint.span.file
                    && span.start <= complaint.span.start
                    && complaint.span.start < span.end
            };
            let Some(span) = self.paths.keys().copied().find(inside) else { continue };
            self.paths.remove(&span);
            let reason = &complaint.message.en;
            found.push(
                Diagnostic::new(
                    Code::MissingImage,
                    span,
                    text!("图片无法读取：{reason}", "this image cannot be read: {reason}"),
                )
                .hint(text!(
                    "用看图软件打开它，另存为 PNG 或 JPEG",
                    "open it in an image viewer and save it as PNG or JPEG"
                )),
            );
        }
        self.paths.len() < before
    }
}
