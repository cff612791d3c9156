import { DateTime } from 'luxon'
import { deviceKindOf, deviceNameOf } from '../session/device'
import type Session from '../session/Session'
import type RememberedDevice from './RememberedDevice'

/** A browser that is signed in, remembered, or both. */
export default class Device {
  public readonly lastActiveAt: DateTime

  constructor(
    private sessions: Session[],
    private remembered?: RememberedDevice,
  ) {
    this.lastActiveAt = DateTime.max(
      ...sessions.map(({ lastActiveAt }) => lastActiveAt),
      ...(remembered ? [remembered.lastUsedAt] : []),
    )!
  }

  /** The id of the remembered device, or the stamp of the only session. */
  public get id(): string {
    return this.remembered?.id ?? this.sessions[0].stamp
  }

  public get name(): string {
    return deviceNameOf(this.browser.userAgent)
  }

  public get kind(): string {
    return deviceKindOf(this.browser.userAgent)
  }

  public get address(): string {
    return this.browser.address
  }

  public get signedInAt(): DateTime {
    return this.browser.createdAt
  }

  public get isRemembered(): boolean {
    return !!this.remembered
  }

  public get isSignedIn(): boolean {
    return this.sessions.length > 0
  }

  public get ending(): string {
    return [this.isSignedIn && 'signed out', this.isRemembered && 'forgotten'].filter(Boolean).join(' and ')
  }

  public is(id?: string): boolean {
    return !!id && [this.remembered?.id, ...this.sessions.map(({ stamp }) => stamp)].includes(id)
  }

  public get families(): string[] {
    return this.sessions.map(({ family }) => family)
  }

  public get rememberedIds(): string[] {
    return this.remembered ? [this.remembered.id] : []
  }

  private get browser(): Session | RememberedDevice {
    return this.sessions[0] ?? this.remembered
  }
}
