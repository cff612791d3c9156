import { DateTime } from 'luxon'
import { deviceKindOf, deviceNameOf } from '../request/device'
import type { DeviceRow } from './deviceRows'

/** A browser that is signed in, remembered, or both. */
export default class Device {
  constructor(private row: DeviceRow) {}

  /** The id of the remembered device, or the stamp of the only session. */
  public get id(): string {
    return this.row.id
  }

  public get name(): string {
    return deviceNameOf(this.row.user_agent)
  }

  public get kind(): string {
    return deviceKindOf(this.row.user_agent)
  }

  public get address(): string {
    return this.row.address
  }

  public get signedInAt(): DateTime {
    return DateTime.fromMillis(Number(this.row.created_at))
  }

  public get lastActiveAt(): DateTime {
    return DateTime.fromMillis(Number(this.row.last_active_at))
  }

  /** Whether the device has the current session. */
  public get isCurrent(): boolean {
    return !!this.row.is_current
  }

  public get isRemembered(): boolean {
    return !!this.row.is_remembered
  }

  public get isSignedIn(): boolean {
    return this.row.family !== null
  }

  public get ending(): string {
    return [this.isSignedIn && 'signed out', this.isRemembered && 'forgotten'].filter(Boolean).join(' and ')
  }

  public get families(): string[] {
    return [this.row.family ?? []].flat()
  }

  public get rememberedIds(): string[] {
    return this.isRemembered ? [this.id] : []
  }
}
