"""The marks that every picture carries when it leaves the house: signed metadata, words in the file, a watermark."""
