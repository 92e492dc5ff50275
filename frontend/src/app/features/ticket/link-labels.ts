import { LinkType } from '../../api/models';

/** What the open ticket is to the linked one, for its list of links. */
export const linkTypeNames: Record<LinkType, string> = {
  relates_to: $localize`Relates to`,
  duplicate_of: $localize`Duplicate of`,
  duplicated_by: $localize`Duplicated by`,
  caused_by: $localize`Caused by`,
  causes: $localize`Causes`,
};
