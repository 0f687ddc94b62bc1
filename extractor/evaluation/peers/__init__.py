"""Other systems, set up as a competent user would, on the same text with the same model."""

from extractor.evaluation.peers.answer import PeerAnswer
from extractor.evaluation.peers.langextract_peer import LangExtract
from extractor.evaluation.peers.peer import MissingPeer, Peer
from extractor.evaluation.peers.plain_call import PlainCall

__all__ = ["LangExtract", "MissingPeer", "Peer", "PeerAnswer", "PlainCall"]
