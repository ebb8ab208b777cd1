const ETHERNET_HEADER = 14;
const IPV4 = 0x0800;
/** 802.1Q, 802.1ad, and what came before it. */
const VLAN = new Set([0x8100, 0x88a8, 0x9100]);
const VLAN_TAG = 4;
const UDP = 17;
const UDP_HEADER = 8;

/** Where the payload of a datagram lies. */
export class UdpPayload {
  start = 0;
  end = 0;

  /**
   * Finds the payload of a whole UDP datagram in IPv4 in an Ethernet frame, with or without VLAN tags.
   * @returns false for any other frame: another protocol, a fragment, or lengths that do not fit into the frame.
   */
  find(view: DataView, start: number, end: number): boolean {
    let at = start + ETHERNET_HEADER;
    while (at + VLAN_TAG <= end && VLAN.has(view.getUint16(at - 2))) at += VLAN_TAG;
    if (at + 20 > end || view.getUint16(at - 2) !== IPV4) return false;
    const version = view.getUint8(at);
    const header = (version & 0x0f) * 4;
    const packetEnd = at + view.getUint16(at + 2);
    // More fragments, or not the first one.
    const isFragment = (view.getUint16(at + 6) & 0x3f_ff) !== 0;
    if (version >> 4 !== 4 || header < 20 || packetEnd > end || isFragment) return false;
    const udp = at + header;
    if (view.getUint8(at + 9) !== UDP || udp + UDP_HEADER > packetEnd) return false;
    const bytes = view.getUint16(udp + 4);
    if (bytes < UDP_HEADER || udp + bytes > packetEnd) return false;
    this.start = udp + UDP_HEADER;
    this.end = udp + bytes;
    return true;
  }
}
