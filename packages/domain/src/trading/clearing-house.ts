/** Who is on the other side where nobody here is: the clearing house of options, for those outside. A participant, as venues are. */
export const CLEARING_HOUSE = '@OCC';
