//! Everything that enrichment knows: compiled in, or extended by a folder.

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use text::fault::Fault;

/// What a folder of knowledge may hold.
pub(crate) const PARTS: [&str; 3] = ["lexicon", "events", "content"];

/// Vocabulary of the content and extract crates. Cheap to clone.
#[derive(Clone)]
pub struct Knowledge {
    /// Lexicons, gazetteer, event grammar.
    pub extract: Shared<extract::knowledge::Knowledge>,
    /// Site furniture.
    pub furniture: Shared<content::Furniture>,
}

/// Built in, or loaded and shared.
pub enum Shared<T: 'static> {
    /// Compiled into the program.
    Builtin(&'static T),
    /// Loaded from a folder.
    Loaded(Arc<T>),
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Builtin(value) => Self::Builtin(value),
            Self::Loaded(value) => Self::Loaded(Arc::clone(value)),
        }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Builtin(value) => value,
            Self::Loaded(value) => value,
        }
    }
}

impl Knowledge {
    /// The same with a large gazetteer for the places that the curated one does not know.
    pub fn with_gazetteer(self, gazetteer: Arc<gazetteer::Gazetteer>) -> Self {
        let extract = (*self.extract).clone().with_gazetteer(gazetteer);
        Self { extract: Shared::Loaded(Arc::new(extract)), furniture: self.furniture }
    }

    /// What is compiled in.
    pub fn builtin() -> Self {
        Self {
            extract: Shared::Builtin(extract::knowledge::Knowledge::builtin()),
            furniture: Shared::Builtin(content::Furniture::builtin()),
        }
    }

    /// What is compiled in, extended or overridden by a folder with `lexicon/`, `events/` and `content/`.
    ///
    /// # Errors
    /// Every fault in the folder's files, with file and line.
    pub fn load(folder: &Path) -> Result<Self, Vec<Fault>> {
        if !folder.is_dir() {
            let file = folder.display().to_string();
            return Err(vec![Fault { file, line: 0, message: "no such folder".to_owned() }]);
        }
        let furniture_folder = folder.join("content");
        let furniture = if furniture_folder.is_dir() {
            content::Furniture::load(&furniture_folder).map(|loaded| Shared::Loaded(Arc::new(loaded)))
        } else {
            Ok(Shared::Builtin(content::Furniture::builtin()))
        };
        match (extract::knowledge::Knowledge::load(folder), furniture) {
            (Ok(extract), Ok(furniture)) => {
                Ok(Self { extract: Shared::Loaded(Arc::new(extract)), furniture })
            }
            (Err(faults), Ok(_)) | (Ok(_), Err(faults)) => Err(faults),
            (Err(mut faults), Err(more)) => {
                faults.extend(more);
                Err(faults)
            }
        }
    }
}
