"""How believable a try-on is: the wearer dressed again in her own garment, laid flat."""
