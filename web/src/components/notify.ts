import { type NotificationData, notifications } from '@mantine/notifications'
import type { TFunction } from 'i18next'

/** Shows a message in the corner, which can be closed by name. */
export function notify(t: TFunction, message: NotificationData): void {
  notifications.show({ closeButtonProps: { 'aria-label': t('common.close') }, ...message })
}
