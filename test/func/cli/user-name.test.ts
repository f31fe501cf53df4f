import { expect } from 'chai'
import { userName } from '#func/cli/user-name.ts'

describe('cli/user-name', () => {
  it('should report the name that the operating system knows', () => {
    expect(userName(() => ({ username: 'ada' }), 1000)).to.equal('ada')
  })

  it('should report the number of a user without a name', () => {
    const nameless = () => {
      throw new Error('uv_os_get_passwd returned ENOENT (no such file or directory)')
    }
    expect(userName(nameless, 1000)).to.equal('uid 1000')
  })
})
