import type { DeliveryState, RecipientView } from '../../api/models';
import { IconName } from '../../shared/icon';

/** States of a message's delivery to a recipient. A mail server that accepted a mail may still return it. */
export const deliveryNames: Record<DeliveryState, string> = {
  queued: $localize`waiting to be sent`,
  accepted: $localize`sent`,
  delayed: $localize`delayed, will be retried`,
  bounced: $localize`returned as undeliverable`,
  failed: $localize`not delivered`,
};

export const deliveryIcons: Record<DeliveryState, IconName> = {
  queued: 'clock',
  accepted: 'check',
  delayed: 'clock',
  bounced: 'warning',
  failed: 'warning',
};

export function isUndelivered({ delivery }: Pick<RecipientView, 'delivery'>): boolean {
  return delivery === 'bounced' || delivery === 'failed';
}
