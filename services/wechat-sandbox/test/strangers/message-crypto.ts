/** What a message-crypto library of someone else's offers, whatever its own shape. */
export interface StrangerCrypto {
  sign(timestamp: string, nonce: string, encrypted: string): string;
  encrypt(message: string): string;
  decrypt(encrypted: string): { message: string; id: string };
}
