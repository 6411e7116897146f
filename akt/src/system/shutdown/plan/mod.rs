//! What will be done at the end: the phases in their order, and the hooks of each. No waiting in here.

use crate::base::limits::{SHUTDOWN_HOOKS, SHUTDOWN_PHASES};
use crate::system::shutdown::hook::ShutdownHook;
use crate::system::shutdown::phase::{Phase, PhaseError, PhaseSpec};

/// The phases, in an order that always exists: what would make a circle is refused.
#[derive(Debug, Clone)]
pub(in crate::system) struct Phases {
    /// The predefined ones first.
    specs: Vec<PhaseSpec>,
}

impl Phases {
    pub(in crate::system) fn predefined() -> Self {
        let mut specs: Vec<PhaseSpec> = Vec::new();
        for phase in Phase::PREDEFINED {
            let after = specs.last().map(|last| last.phase.clone());
            specs.push(PhaseSpec {
                after: after.into_iter().collect(),
                ..PhaseSpec::new(phase)
            });
        }
        Self { specs }
    }

    /// Adds phases, which may name each other; all of them or none.
    pub(in crate::system) fn add(
        &mut self,
        specs: impl IntoIterator<Item = PhaseSpec>,
    ) -> Result<(), PhaseError> {
        let mut all = self.specs.clone();
        for spec in specs {
            if all.iter().any(|known| known.phase == spec.phase) {
                return Err(PhaseError::Duplicate(spec.phase));
            }
            if all.len() >= SHUTDOWN_PHASES {
                return Err(PhaseError::TooMany(SHUTDOWN_PHASES));
            }
            all.push(spec);
        }
        sorted(&all)?;
        self.specs = all;
        Ok(())
    }

    /// Bounds the time of a phase.
    pub(in crate::system) fn set_deadline(
        &mut self,
        phase: &Phase,
        deadline: std::time::Duration,
    ) -> Result<(), PhaseError> {
        match self.specs.iter_mut().find(|spec| spec.phase == *phase) {
            Some(spec) => {
                spec.deadline = Some(deadline);
                Ok(())
            }
            None => Err(PhaseError::Unknown(phase.clone())),
        }
    }

    fn knows(&self, phase: &Phase) -> bool {
        self.specs.iter().any(|spec| spec.phase == *phase)
    }

    /// The phases in the order in which they run.
    fn order(&self) -> Vec<PhaseSpec> {
        let order = sorted(&self.specs).unwrap_or_default();
        let specs = order.into_iter().filter_map(|index| self.specs.get(index));
        specs.cloned().collect()
    }
}

/// The indices of the phases in the order in which they run: what is due at the same time in the order of the list, the
/// predefined ones last.
fn sorted(specs: &[PhaseSpec]) -> Result<Vec<usize>, PhaseError> {
    let index = |phase: &Phase| {
        let found = specs.iter().position(|spec| spec.phase == *phase);
        found.ok_or_else(|| PhaseError::Unknown(phase.clone()))
    };
    // What each phase comes after, by index.
    let mut needs: Vec<Vec<usize>> = vec![Vec::new(); specs.len()];
    let mut need = |later: usize, earlier: usize| {
        if let Some(needs) = needs.get_mut(later) {
            needs.push(earlier);
        }
    };
    for (at, spec) in specs.iter().enumerate() {
        for phase in &spec.after {
            need(at, index(phase)?);
        }
        for phase in &spec.before {
            need(index(phase)?, at);
        }
    }
    let predefined = Phase::PREDEFINED.len().min(specs.len());
    let preferred = || (predefined..specs.len()).chain(0..predefined);
    let mut order: Vec<usize> = Vec::new();
    while order.len() < specs.len() {
        let is_due = |at: &usize| {
            let needs = needs.get(*at).map(Vec::as_slice).unwrap_or_default();
            !order.contains(at) && needs.iter().all(|need| order.contains(need))
        };
        match preferred().find(is_due) {
            Some(at) => order.push(at),
            None => return Err(PhaseError::Cycle(circle(specs, &needs, &order))),
        }
    }
    Ok(order)
}

/// A circle among the phases that are left: each has one that it comes after and that is left as well, so going back
/// from one to the next ends where it has been.
fn circle(specs: &[PhaseSpec], needs: &[Vec<usize>], order: &[usize]) -> Vec<Phase> {
    let left = |at: &usize| !order.contains(at);
    let mut path: Vec<usize> = (0..specs.len()).find(left).into_iter().collect();
    while let Some(last) = path.last() {
        let needs = needs.get(*last).map(Vec::as_slice).unwrap_or_default();
        let Some(next) = needs.iter().copied().find(left) else {
            break;
        };
        if let Some(from) = path.iter().position(|known| *known == next) {
            path.drain(..from);
            break;
        }
        path.push(next);
    }
    let phases = path.iter().rev().filter_map(|at| specs.get(*at));
    phases.map(|spec| spec.phase.clone()).collect()
}

/// The phases and hooks of one system, before the shutdown and while it goes on.
pub(super) struct Plan {
    phases: Phases,
    hooks: Vec<(Phase, ShutdownHook)>,
    /// Whether the shutdown has begun.
    begun: bool,
    /// The phases that have begun.
    past: Vec<Phase>,
}

impl Plan {
    pub(super) fn new(phases: Phases) -> Self {
        Self {
            phases,
            hooks: Vec::new(),
            begun: false,
            past: Vec::new(),
        }
    }

    pub(super) fn add_phase(&mut self, spec: PhaseSpec) -> Result<(), PhaseError> {
        if self.begun {
            return Err(PhaseError::TooLate(spec.phase));
        }
        self.phases.add([spec])
    }

    /// Adds a hook to a phase that has not begun. When it is refused, it is given back, to be dropped outside of locks.
    pub(super) fn add_hook(
        &mut self,
        phase: Phase,
        hook: ShutdownHook,
    ) -> Result<(), (PhaseError, ShutdownHook)> {
        let refused = if !self.phases.knows(&phase) {
            PhaseError::Unknown(phase)
        } else if phase == Phase::ACTORS {
            PhaseError::NoHooks(phase)
        } else if self.past.contains(&phase) {
            PhaseError::TooLate(phase)
        } else if !hook.is_own && self.programs_hooks() >= SHUTDOWN_HOOKS {
            PhaseError::TooMany(SHUTDOWN_HOOKS)
        } else {
            self.hooks.push((phase, hook));
            return Ok(());
        };
        Err((refused, hook))
    }

    fn programs_hooks(&self) -> usize {
        self.hooks.iter().filter(|(_, hook)| !hook.is_own).count()
    }

    /// The shutdown begins: no more phases. They are given in their order.
    pub(super) fn begin(&mut self) -> Vec<PhaseSpec> {
        self.begun = true;
        self.phases.order()
    }

    /// A phase begins: no more hooks for it. They are given in the order in which they run.
    pub(super) fn begin_phase(&mut self, phase: &Phase) -> Vec<ShutdownHook> {
        self.past.push(phase.clone());
        let (mine, others) = std::mem::take(&mut self.hooks)
            .into_iter()
            .partition::<Vec<_>, _>(|(of, _)| of == phase);
        self.hooks = others;
        mine.into_iter().rev().map(|(_, hook)| hook).collect()
    }
}

#[cfg(test)]
mod tests;
