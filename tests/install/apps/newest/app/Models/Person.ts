import Hash from '@ioc:Adonis/Core/Hash'
import { column, beforeSave, BaseModel } from '@ioc:Adonis/Lucid/Orm'

export default class Person extends BaseModel {
  public static table = 'people'

  @column({ isPrimary: true, columnName: 'person_id' })
  public id: number

  @column({ columnName: 'mail' })
  public email: string

  @column({ columnName: 'secret', serializeAs: null })
  public password: string

  @column({ columnName: 'remember', serializeAs: null })
  public rememberMeToken: string | null

  @beforeSave()
  public static async hashPassword(person: Person) {
    if (person.$dirty.password) person.password = await Hash.make(person.password)
  }
}
