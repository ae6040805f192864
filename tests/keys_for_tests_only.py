"""RSA keys that are the same in every run. They are for tests alone and sign nothing anywhere: anybody can read them.

Each is the two primes that a key is made from; OpenSSL draws its own by chance, and no seed reaches it.
"""

from collections.abc import Iterator
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import RSAKey

_PRIMES = (
    (
        int(
            "fc2da55e08a64358ddad501cc729e2aa4463be83c24d0eabc081a9e24389ea43"
            "3b00ffdaafb7f5c5c6e2a4be92cf9abcf864a6ef6b7d2193057b7ea0cb3c7341"
            "6bd6331c21022eb1574d8a97fb8995a4726e29cec5d6691cf48b4e253daae31c"
            "d80944156654538400a103655001bc730fd9f98f08bad845dc13a4c54d719871",
            16,
        ),
        int(
            "c019bb0fe607272a01c5bf3e19b02284dc3c51ecf16585eac9333e5e4c87716b"
            "7df85074985eea92a7772c7491fd494131b6a7b5df3d72a3d022a7a646baf36c"
            "533584998929589111470e54ed02d2ac34a9c8c8745d8dfc144703ac0c086e42"
            "c38ef50f62037fbdc2ba42c6a9370eda6b7d629df08390eca79fc01a4dc2e869",
            16,
        ),
    ),
    (
        int(
            "f986d26c08f3bb80a22748a2f60ee768c9d34b1ee679ef66ffd5f07be176fb48"
            "ae8ec98e55daac3efa77543902402e1f04e6548610033599732cd1222816c9ed"
            "bf38cf7f4a1178219f738068185c79b08f4bedc86186cbadd1d227c6eab6a03b"
            "36ff7f9c848fc7ed7b434846f5d8ef6e67b615e8a5d23d8a22a90733c7b903db",
            16,
        ),
        int(
            "ca28d60ae4ac42ddd03069371bbcf201264e5d23ec1dd850abc069395867b85f"
            "87280c65b056953c4aa4458422d6b95aa1fd2e2af7e4a9f79211f5f95576fba2"
            "3036372d0000ca7d62fbddc85531c94042ada6ee6e354d0cb636ae06cbcc5fbb"
            "8c3ffa3c0cf58f7690cba7613454aefef2b62265787c2010db6e9ed82081ea51",
            16,
        ),
    ),
    (
        int(
            "d639231a3964845ebe84c28f6b2f952cd95f424d184eff5518ab7a99e9b7c7c5"
            "0860410824030d2e8de8e391e5b3e3f0d18c15ea3cd4193075d13bd0d97b07b8"
            "9710d621ddbce9e80b1523084d13fd2071c6c63cfa18971539a7552140c6c82c"
            "6b31ceabb5225d3b180371c8885d6e880b2ee2570edbc0f2ba42fa92a0f8f019",
            16,
        ),
        int(
            "ca9d661e82df22a9d5eed9234ed5722182626c3f905feba783339730cef233df"
            "d4957b875f02958123c396f906e6c6ee1c8d6a998bc625a4ca7b7e6735d6e7e7"
            "e389de4499dd7bbe0d8a836be5dba4ed869b68f0781aa1d16b3ed8462fdec3bc"
            "c0d6576ff6ee45f45a1a3f5496c64c31b9a23611f38bf7b49bc222c386f05e5b",
            16,
        ),
    ),
    (
        int(
            "f4927a47087cbc65845039869488bc1f9c11e08f9342e120cab5756b06961ff8"
            "551040ad016c103819f89f50d8f4c8834fee4b489cc536401133173e02d6e7c8"
            "af96ba431d817441660fcb6b73d572bf170a5d5960c3ca34d2744f0ec126ebe6"
            "698fc37d522c4e06a69a5ad6508f926f3eed9f27f9c2c4af3ccddf8e961528f7",
            16,
        ),
        int(
            "cae1a477337b2fe13f87df5d93cfa3c006b8d75a747ddad977373f0e954c6c53"
            "605a4c6fbe4798fdf13855a3606c411936e69c5466601da9f633a66c6792fd27"
            "ef52a145ad68e53e79fb7ad96b5b9b39ecd478a75042027b0481c1f0777b1e11"
            "c766cd404e245a9174bb93e14b3633e406644832d87d88a1cbf9a3d10d7b1465",
            16,
        ),
    ),
    (
        int(
            "f8cca2b0491d7816ddbe14805e93a49d5bf121a9c15fe9414f077bac293dbf8f"
            "7d2170b351324c0a3e3a14982599e7c72e0d327f077f05315ed6c8f768801f25"
            "f3f284cc751785d41724c0da6e27662ee4dc3d6f98996e7379ebe9c7ac9d4e50"
            "921b6c40c095e081f12301154181b8ee380a0be883d5dc05a952b0babd7cdc35",
            16,
        ),
        int(
            "cae8e8874735ae6c28adf2aaa9d671b8474a036fe303a44c5f55db5d756139cd"
            "ca5633065c01bf3d2a36840e68df7d16a93ffbcea28c7241fac5a274cc5cbe48"
            "64433dfb75a913fd7c63f60dc6eb413489ad5d5c1dea38b6de9b328c2c5b5fd5"
            "016b7db6f883abfee1c56886f4e869ab97234fa16c214e4170c47c15dfd841af",
            16,
        ),
    ),
    (
        int(
            "fb02facc5e8c758cd3624fb4c2a9e568e17516cd545cb3fb3a5f426ed570a27b"
            "40a6fdf18e072e685c1744d5b8027e4f160375ddf217fae3b96a878d4f87e6bf"
            "f415dea9f322d8eb2fa52173540571010ac024419ed6627f0e0b8e291f16e3c9"
            "6fd8766ac713db671c9c88e403868ae41acad4c5f8cf1083a5319160b2bc1525",
            16,
        ),
        int(
            "e4aa833136db7fa6d66117c87a86c6b2ac025444803f22191789aa193aa63ba1"
            "568294e8d262c625e1ab93919f0fc55801498a7a177a72dc1104eef35fe2cb19"
            "827de04101204e75fee48dd1c807a219fcb9cbdcda70af3b4f91122ed892af6d"
            "b1c1a1faad0c9558699c6f27150a806bb8efaece755e19ae6f60077d416f328b",
            16,
        ),
    ),
    (
        int(
            "f669e387525f309eb7367768d286d18c1a60d1dab229b8c3bd7d473b70e3aecd"
            "2f3ebff514d8aee0d7b454167347dc31fc09d69f1be743328580c7d7a0444cbb"
            "ae1dcf6b44bfe0cc59402b234dde80c1ecb5d10ecb5167754104454d166d474f"
            "8d5cf8223d7ce4d8582f9a682d1ce1f56299aad02c1a441064fe9138879cb2bd",
            16,
        ),
        int(
            "f249a9300de46ce47b3ac5ff86860d849de31103e770358ecb0a74898eb17501"
            "c818b5ae3fedf6e745bd28ef7082a1c17628d667f8edf8ed10444de37b34eea9"
            "4156ee19ae14196589fe15620ea6b4b1061efd5406f29f8700feb8c53383da6d"
            "6806e39bffd63b74ee8a17c05477f7e5678c2e0fdf99d313d8f7b795e51951bb",
            16,
        ),
    ),
    (
        int(
            "cfba2871f3ec6ac309d0a14f4bc677a122285496e8f0bc7676f42245fdc5b815"
            "0fada8a86addde4be47710baf94237c3a841d5940a2e28f1bc02095a33f1becf"
            "622a559e19324cf32fac73363b7039d371f6f07c0119af351b4326484539bfff"
            "97ec9aaa30f86c3e9a58d0c7ed467c93e1c39d8877e89f103861f41f60282603",
            16,
        ),
        int(
            "b7013cfdcc0b6acf5cf353cc8b872ef8086afcfcfdce5116eb547de758079a52"
            "1b422b84c8be0ff6e953d5d0e7c1ff7bab796cb71fa39b6b631600856a7a7999"
            "1647cf2eb7dd7a3f91d4f8b0626afcc003ea019e950679d6884f037a9ba25d25"
            "d815664e15f254d9f5a675e0b68d5c1c4eee5efe878806831b963aae4fe14215",
            16,
        ),
    ),
)
_LIKE_AN_OPTION = (
    (
        int(
            "f48051b2d556e20e7e4f99010c5ccd42631f7af4103f8bfb0d298f99a22e4c0d"
            "a1ce799d8596441e732d9145e41654a9cf8d8a7f08e42cf07c9d322a82cc893b"
            "720687290375ace98679d476f4da2ebc4ed039c92030a38b5c577fa9d5b32cd8"
            "58c22a256eff941203a7c4ece0155229ec8d8f6566290dd92cdf1b8bd5caa62f",
            16,
        ),
        int(
            "da96798e8b877845496ac3ca61d223f623ea7b3301da3c319d75e69e237a635a"
            "02ebf05d7635ea9464b7ebb4b32266e7639e59749b9e3cc9d70e49b8a36023ef"
            "7bb3ec8ab51435b6d1ae2c47251258a28a725a0cf63ad720e4c11b3450cf5eea"
            "0ba0be0d8be2e02a55610a8e15fd01018d911e34deeedd6866d0e5ed12084db5",
            16,
        ),
    ),
    (
        int(
            "ff3a249541ab66c627b2481195eba024fac00718ad7b93d3fed99baf6b34b64e"
            "86a743096c2baea6fbe54b2c230ece7824d21c77e477ed6f20a5b10fb0786dbe"
            "c8d930e70e0e8cc7d252cd67365a76b06b3e809c76aa6482759500381934bf7d"
            "adf38e370f7fae70aef847b9b316e04ef9271f623912e9366d78609bec02ded1",
            16,
        ),
        int(
            "e05c6ed790ae132f29ba175293dfcf55bf68a88c262d9e3a04e13902d8d1a97f"
            "8d0ea8f739abac970211cb1025f1c83e3466ca861ab3d10cd4265ca5965b2f2c"
            "ce4c7cde478273d8898b48db225f0b1ad42fa620f8944f6b89fb98192ea004f0"
            "4b5ba35c7461f82d0b8942eb25f65b70428b5c0d63624e7e66d57d774784aa85",
            16,
        ),
    ),
)


@cache
def _key(p: int, q: int) -> RSAKey:
    exponent = 65537
    d = rsa.rsa_recover_private_exponent(exponent, p, q)
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q),
        rsa.RSAPublicNumbers(exponent, p * q),
    )  # fmt: skip
    pem = numbers.private_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return RSAKey.import_key(pem)


def in_turn() -> Iterator[RSAKey]:
    """One key after the other, each once: who asks for more than there are adds some."""
    yield from (_key(*primes) for primes in _PRIMES)
    raise AssertionError("This test makes more keys than tests/keys_for_tests_only.py has. Add some there.")


def like_an_option() -> list[RSAKey]:
    """Keys whose thumbprints begin with a dash and with an underscore."""
    return [_key(*primes) for primes in _LIKE_AN_OPTION]
