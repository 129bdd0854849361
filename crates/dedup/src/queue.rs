//! Things in order of arrival, numbered from zero for ever, the oldest dropped first.
//!
//! Kept in blocks: a queue that doubles its buffer wastes as much memory as it uses, and copies all of it while growing.

use std::collections::VecDeque;

use crate::snapshot::{MOST_NUMBERS, SnapshotError};

/// Things in a block.
const BLOCK: usize = 4096;

/// Numbered things; the numbers of dropped ones are not given again.
#[derive(Debug, Clone)]
pub(crate) struct Queue<T> {
    /// Every block but the last is full.
    blocks: VecDeque<Vec<T>>,
    /// The number of the first slot of the first block.
    base: u32,
    first: u32,
    next: u32,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { blocks: VecDeque::new(), base: 0, first: 0, next: 0 }
    }
}

impl<T> Queue<T> {
    /// Makes `first` the next number, as a segment of a snapshot says that holds the things up to `next`: where it
    /// leaves a gap, all before was forgotten.
    pub(crate) fn go_on_at(&mut self, first: u32, next: u32) -> Result<(), SnapshotError> {
        if self.next > first || next < first || next > MOST_NUMBERS {
            return Err(SnapshotError::Inconsistent);
        }
        if self.next < first {
            *self = Self { blocks: VecDeque::new(), base: first, first, next: first };
        }
        Ok(())
    }

    /// The number of the oldest thing, or of the next where there is none.
    pub(crate) fn first(&self) -> u32 {
        self.first
    }

    /// The number that the next thing gets.
    pub(crate) fn next(&self) -> u32 {
        self.next
    }

    pub(crate) fn len(&self) -> usize {
        (self.next - self.first) as usize
    }

    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        let (block, at) = self.place(number)?;
        self.blocks.get(block)?.get(at)
    }

    pub(crate) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        let (block, at) = self.place(number)?;
        self.blocks.get_mut(block)?.get_mut(at)
    }

    /// Takes a thing in; returns its number.
    pub(crate) fn push(&mut self, thing: T) -> u32 {
        if self.blocks.back().is_none_or(|block| block.len() == BLOCK) {
            self.blocks.push_back(Vec::with_capacity(BLOCK));
        }
        if let Some(block) = self.blocks.back_mut() {
            block.push(thing);
        }
        let number = self.next;
        self.next += 1;
        number
    }

    /// Drops the things numbered below `first`.
    pub(crate) fn forget_before(&mut self, first: u32) {
        self.first = first.clamp(self.first, self.next);
        while self.first - self.base >= BLOCK as u32 {
            self.blocks.pop_front();
            self.base += BLOCK as u32;
        }
    }

    /// The things numbered `from` and later, with their numbers.
    pub(crate) fn since(&self, from: u32) -> impl Iterator<Item = (u32, &T)> {
        let from = from.clamp(self.first, self.next);
        let blocks = self.blocks.iter().skip(((from - self.base) as usize) / BLOCK).flatten();
        (from..self.next).zip(blocks.skip(((from - self.base) as usize) % BLOCK))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.since(self.first).map(|(_, thing)| thing)
    }

    /// The memory that the blocks take, without what the things point to.
    pub(crate) fn bytes(&self) -> usize {
        self.blocks.len() * BLOCK * size_of::<T>()
    }

    fn place(&self, number: u32) -> Option<(usize, usize)> {
        let at = number.checked_sub(self.base).filter(|_| number >= self.first)? as usize;
        Some((at / BLOCK, at % BLOCK))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_a_list(steps in prop::collection::vec((0_u32..9000, 0_u32..20_000), 0..12)) {
            let mut queue = Queue::default();
            let (mut all, mut first) = (Vec::new(), 0);
            for (pushed, forgotten) in steps {
                for _ in 0..pushed {
                    all.push(all.len());
                    prop_assert_eq!(queue.push(all.len() - 1) as usize, all.len() - 1);
                }
                first = (forgotten as usize).clamp(first, all.len());
                queue.forget_before(forgotten);
                prop_assert_eq!(queue.len(), all.len() - first);
                prop_assert!(queue.iter().eq(all[first..].iter()));
                for number in [0, first.saturating_sub(1), first, all.len().saturating_sub(1), all.len()] {
                    let expected = all.get(number).filter(|_| number >= first);
                    prop_assert_eq!(queue.get(number as u32), expected);
                }
            }
        }
    }
}
