import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { smallPackage } from '../templates/small-template.fixture.js';
import { storedZipPart, writeZip, zipPart } from './zip.js';

const files = smallPackage();
const none = zipPart(new Map());

describe('zip', () => {
  it('holds every file as it was', () => {
    const read = unzipSync(writeZip(zipPart(files), none));

    expect(Object.keys(read).sort()).toEqual([...files.keys()].sort());
    for (const [path, bytes] of files) expect(Buffer.from(read[path] ?? [])).toEqual(bytes);
  });

  it('is the same whatever the order of the files and the time of day', () => {
    const reversed = new Map([...files].reverse());

    expect(writeZip(zipPart(reversed), none)).toEqual(writeZip(zipPart(files), none));
  });

  it('adds the overlay behind the base', () => {
    const overlay = new Map([['ext.json', Buffer.from('{}')]]);
    const base = zipPart(files);
    const zip = writeZip(base, zipPart(overlay));

    expect(zip.subarray(0, base.blob.length)).toEqual(base.blob);
    expect(Buffer.from(unzipSync(zip)['ext.json'] ?? []).toString()).toBe('{}');
  });

  it('has bytes on record, which no zlib and no processor changes', () => {
    const content = Buffer.from('The same text, again and again. '.repeat(40) + '茶'.repeat(40));
    const zip = writeZip(zipPart(new Map([['a.txt', content]])), storedZipPart(new Map([['ext.json', content]])));

    expect(createHash('sha256').update(zip).digest('hex')).toBe(
      '266a2a78bb09f47d83ad3e2086655743e77e1459d5efcd46ca0109ed3d2b825c',
    );
  });

  it('leaves out the base file that the overlay replaces', () => {
    const overlay = new Map([['app.js', Buffer.from('App({});')]]);
    const zip = writeZip(zipPart(files), zipPart(overlay));
    const read = unzipSync(zip);

    expect(Object.keys(read)).toHaveLength(files.size);
    expect(Buffer.from(read['app.js'] ?? []).toString()).toBe('App({});');
    expect(zip.includes('getExtConfigSync')).toBe(false);
  });

  it('says 1980-01-01 and UTF-8 for every entry', () => {
    const zip = writeZip(zipPart(new Map([['页.json', Buffer.from('{}')]])), none);

    expect(zip.readUInt16LE(6)).toBe(0x0800);
    expect(zip.readUInt16LE(10)).toBe(0);
    expect(zip.readUInt16LE(12)).toBe((1 << 5) | 1);
    expect(Object.keys(unzipSync(zip))).toEqual(['页.json']);
  });
});
