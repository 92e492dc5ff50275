import type { TeamAssignment } from '../../api/models';

/** Localized names. */
export const assignmentNames: Record<TeamAssignment, string> = {
  off: $localize`No automatic assignment`,
  round_robin: $localize`Each member in turn`,
  least_loaded: $localize`Member with the fewest unresolved tickets`,
};
